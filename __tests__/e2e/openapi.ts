/**
 * Checks requests and answers against GitHub's own description of its REST API (openapi.json, made by scripts/openapi.ts),
 * and against limits that stand only in the texts of that description.
 */
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { z } from "zod";

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; null when there was none. */
  readonly body: unknown;
}

export interface Checked {
  /** `checks/create`; null when GitHub's description has no such operation, or we never took it out of it. */
  readonly operation: string | null;
  /** Of path and query, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: readonly { name: string; in: string; required: boolean; validate: ValidateFunction }[];
  readonly body: ValidateFunction | null;
  /** By status; only answers in JSON. */
  readonly answers: ReadonlyMap<string, ValidateFunction>;
}

const schema = z.record(z.string(), z.unknown());
const media = z.record(z.string(), z.looseObject({ schema }));
const parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema,
});
const description = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        parameters: z.array(parameter).default([]),
        requestBody: z.looseObject({ content: media }).optional(),
        responses: z.record(z.string(), z.looseObject({ content: media.optional() })),
      }),
    ),
  ),
});

const operations = readOperations();

function readOperations(): readonly Operation[] {
  // The texts of parameters are numbers in the description.
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  const { paths } = description.parse(
    JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")),
  );
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const body = operation.requestBody?.content["application/json"]?.schema;
      const answers = Object.entries(operation.responses).flatMap(([status, { content }]) => {
        const json = content?.["application/json"]?.schema;
        return json === undefined ? [] : [[status, ajv.compile(json)] as const];
      });
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        // The path of a file may hold slashes, and that of the root is left out.
        path: new RegExp(
          `^${path.replace("/{path}", "(?:/(?<path>.+))?").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`,
        ),
        parameters: operation.parameters.map((each) => ({ ...each, validate: ajv.compile(each.schema) })),
        body: body === undefined ? null : ajv.compile(closed(body)),
        answers: new Map(answers),
      };
    }),
  );
}

/** GitHub ignores keys that it does not know; for us one is a mistake. Alternatives (`anyOf`) stay as they are. */
function closed(value: Record<string, unknown>): Record<string, unknown> {
  const properties = schema.safeParse(value.properties);
  const items = schema.safeParse(value.items);
  return {
    ...(properties.success ? { additionalProperties: false } : {}),
    ...value,
    ...(properties.success
      ? {
          properties: Object.fromEntries(
            Object.entries(properties.data).map(([key, part]) => [key, closed(schema.parse(part))]),
          ),
        }
      : {}),
    ...(items.success ? { items: closed(items.data) } : {}),
  };
}

/** Looks a request up in the description and says everything that is wrong with it. */
export function checkRequest(request: ApiRequest, token: string): Checked {
  const url = new URL(request.url, "http://api");
  const problems = checkHeaders(request, token);
  for (const operation of operations) {
    const match = operation.method === request.method ? operation.path.exec(url.pathname) : null;
    if (match === null) continue;
    const inPath = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value ?? ""),
    ]);
    const parameters: Record<string, string> = Object.fromEntries([...inPath, ...url.searchParams]);
    const known = new Set(operation.parameters.map(({ name }) => name));
    problems.push(
      ...[...url.searchParams.keys()]
        .filter((name) => !known.has(name))
        .map((name) => `no parameter ${name}`),
    );
    for (const { name, required, validate } of operation.parameters) {
      const text = parameters[name];
      if (text === undefined) {
        if (required) problems.push(`the parameter ${name} is missing`);
      } else if (!validate(text) && !(/^\d+$/.test(text) && validate(Number(text)))) {
        problems.push(`${name} is ${text}`);
      }
    }
    if (operation.body !== null && !operation.body(request.body)) {
      problems.push(
        ...(operation.body.errors ?? []).map((error) => `body${error.instancePath} ${error.message}`),
      );
    } else if (operation.id.startsWith("checks/")) {
      const limits = inWords.safeParse(request.body);
      problems.push(
        ...(limits.error?.issues ?? []).map((issue) => `body.${issue.path.join(".")}: ${issue.message}`),
      );
    }
    return { operation: operation.id, parameters, problems };
  }
  return { operation: null, parameters: {}, problems: [...problems, "no such operation"] };
}

/** What is wrong with an answer of the fake; null when GitHub could have given it. */
export function checkAnswer(operation: string, status: number, body: unknown): string | null {
  const validate = operations.find(({ id }) => id === operation)?.answers.get(String(status));
  if (validate === undefined) return `GitHub's description of ${operation} has no JSON answer ${status}`;
  return validate(body)
    ? null
    : `the answer to ${operation} is not GitHub's: ${JSON.stringify(validate.errors)}`;
}

/** @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#headers */
function checkHeaders({ headers, body }: ApiRequest, token: string): string[] {
  const problems: string[] = [];
  if (!headers["user-agent"]) problems.push("no user-agent");
  if (!/^application\/vnd\.github\b/.test(headers.accept ?? "")) problems.push(`accept is ${headers.accept}`);
  if (headers.authorization !== `token ${token}` && headers.authorization !== `Bearer ${token}`) {
    problems.push("not the token that was given");
  }
  if (body !== null && !/^application\/json\b/.test(headers["content-type"] ?? "")) {
    problems.push(`content-type is ${headers["content-type"]}`);
  }
  return problems;
}

const annotation = z.looseObject({
  path: z.string().min(1),
  start_line: z.number().min(1),
  end_line: z.number().min(1),
  title: z.string().max(255).optional(),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 64 * 1024, "over 64 KB"),
});

/** Limits of the checks API that the description has only in words. */
const inWords = z.looseObject({
  head_sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  output: z
    .looseObject({
      title: z.string().min(1).max(255),
      summary: z.string().min(1),
      annotations: z.array(annotation).max(50).optional(),
    })
    .optional(),
});
