/** Runs the built command line over one tarball, as a user would, and reads its JSON report. */
import { execa } from "execa";
import { z } from "zod";

const findingSchema = z.object({
  rule: z.string(),
  level: z.enum(["error", "warn"]),
  path: z.string().nullable(),
  field: z.string().nullable(),
  message: z.string(),
});

export type Finding = z.infer<typeof findingSchema>;

const reportSchema = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      tarball: z.object({ packedSize: z.number(), unpackedSize: z.number(), files: z.number() }),
      findings: z.array(findingSchema),
    }),
  ),
});

export interface Judged {
  readonly findings: readonly Finding[];
  readonly tarball: { readonly packedSize: number; readonly unpackedSize: number; readonly files: number };
}

/** What it said of a tarball, or the sentence by which it could not judge. */
export type Outcome = Judged | { readonly failure: string };

/** `cwd` is an empty folder, so that the preset `recommended` applies. Throws when the command line does not hold its contract. */
export async function judge(cli: string, file: string, cwd: string): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [cli, "check", file, "--format", "json"],
    {
      cwd,
      reject: false,
      maxBuffer: 2 ** 30,
    },
  );
  if (exitCode === 2) return { failure: failureOf(stdout, stderr) };
  if (exitCode !== 0 && exitCode !== 1)
    throw new Error(`The check of ${file} ended with ${exitCode}:\n${stderr}`);
  const [only, ...others] = reportSchema.parse(JSON.parse(stdout)).packages;
  if (!only || others.length > 0) throw new Error(`The report on ${file} does not hold one package.`);
  return only;
}

const failuresSchema = z.object({ failures: z.array(z.object({ message: z.string() })).min(1) });

function failureOf(stdout: string, stderr: string): string {
  if (stdout.startsWith("{")) {
    const parsed = failuresSchema.safeParse(JSON.parse(stdout));
    if (parsed.success) return parsed.data.failures.map(({ message }) => message).join(" ");
  }
  return stderr.trim() || "no sentence";
}
