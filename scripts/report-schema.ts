import { z } from "zod";
import { SCHEMA } from "../src/report/report.ts";
import { reportSchema } from "../src/report/schema.ts";

/** `schemas/report.schema.json`: the JSON report's shape for programs that read it, from the schema that the gate itself uses. */
export const reportJsonSchema = {
  ...z.toJSONSchema(reportSchema, { target: "draft-2020-12" }),
  title: `Lastgate report (${SCHEMA})`,
};
