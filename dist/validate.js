import { t as require_dist } from "./yaml.js";
import { _ as record, a as ZodOptional, b as union, c as ZodUnion, f as int, i as ZodObject, l as _enum, n as ZodDefault, o as ZodPipe, p as literal, r as ZodNullable, s as ZodRecord, t as ZodArray, u as array, v as strictObject, y as string } from "./zod.js";
import { Rt as globError, bt as subject, dt as rulesOf, lt as didYouMean, n as growthPattern, pt as isRecord, r as parseGrowth, t as growthAccepted, ut as partsOf, yt as quote } from "./engine.js";
import "./jitless-zod.js";
import { a as sentence$1, i as refuse, o as size, r as level, t as glob } from "./values2.js";

// src/policy/document.ts
var import_dist = require_dist();
/** More values than any policy has: stops aliases that unfold to millions. */
const mostValues = 1e5;
const deepest = 32;
const mostSyntaxErrors = 10;
/** Reads a policy as YAML 1.2. Never throws: everything that is wrong becomes a problem. A BOM and Windows line endings are fine. */
function parsePolicyText(file, text) {
	return new Reader(file, text.replace(/^\uFEFF/, "")).read();
}
/** Stops the conversion; the problem is already noted. */
var Unfolding = class extends Error {};
var Reader = class {
	#file;
	#text;
	#lines = new import_dist.LineCounter();
	#problems = [];
	#spots = /* @__PURE__ */ new Map();
	#anchors = /* @__PURE__ */ new Map();
	#values = 0;
	constructor(file, text) {
		this.#file = file;
		this.#text = text;
	}
	read() {
		const data = this.#root();
		return {
			file: this.#file,
			data: this.#problems.length === 0 ? data : {},
			problems: this.#problems,
			place: (path) => this.#at(this.#spot(path).key),
			valuePlace: (path) => this.#at(this.#spot(path).value)
		};
	}
	#root() {
		const document = this.#parse();
		if (document === null) return {};
		const found = [...document.errors, ...document.warnings];
		const exhausted = found.filter((error) => error.code === "RESOURCE_EXHAUSTION");
		const places = /* @__PURE__ */ new Set();
		for (const error of (exhausted.length > 0 ? exhausted.slice(0, 1) : found).slice(0, mostSyntaxErrors)) {
			if (!places.has(error.pos[0])) this.#problem(error.pos[0], syntaxSentence(error));
			places.add(error.pos[0]);
		}
		if (this.#problems.length > 0) return {};
		if (document.directives.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
			this.#problem(0, "A policy is YAML 1.2: delete the `%YAML` line.");
			return {};
		}
		if (document.contents === null || (0, import_dist.isScalar)(document.contents) && document.contents.value === null) {
			this.#problem(0, "The policy is empty; write at least `version: 1`.");
			return {};
		}
		if (!(0, import_dist.isMap)(document.contents)) {
			this.#problem(document.contents.range?.[0] ?? 0, "A policy is a map of keys; start it with `version: 1`.");
			return {};
		}
		try {
			const value = this.#convert(document.contents, [], 0, null);
			return isRecord(value) ? value : {};
		} catch (error) {
			if (error instanceof Unfolding) return {};
			throw error;
		}
	}
	#parse() {
		try {
			return (0, import_dist.parseDocument)(this.#text, {
				version: "1.2",
				schema: "core",
				merge: false,
				resolveKnownTags: false,
				uniqueKeys: false,
				prettyErrors: false,
				lineCounter: this.#lines
			});
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			this.#problem(0, "The policy is nested too deep to be read; write it flat.");
			return null;
		}
	}
	/** `alias` is the offset of the alias inside whose repetition this is: all of that has its place, and was checked at the anchor. */
	#convert(node, path, depth, alias) {
		const located = alias === null;
		const offset = alias ?? ((0, import_dist.isNode)(node) ? node.range?.[0] ?? 0 : 0);
		if (++this.#values > mostValues) this.#stop(offset, "The policy unfolds to more than 100,000 values; write fewer aliases.");
		if (depth > deepest) this.#stop(offset, `The policy is nested deeper than ${deepest} levels here; write it flat.`);
		if ((0, import_dist.isAlias)(node)) {
			if (!this.#anchors.has(node.source)) this.#stop(offset, `A \`*\` at the start is YAML's sign for an alias, and there is no anchor \`&${node.source}\`; put a pattern in quotes: \`"*${node.source}"\`.`);
			return this.#convert(this.#anchors.get(node.source), path, depth + 1, offset);
		}
		if ((0, import_dist.isNode)(node) && node.anchor !== void 0) this.#anchors.set(node.anchor, node);
		if ((0, import_dist.isMap)(node)) {
			const entries = /* @__PURE__ */ new Map();
			for (const pair of node.items) {
				if (!(0, import_dist.isPair)(pair)) continue;
				const at = (0, import_dist.isNode)(pair.key) ? pair.key.range?.[0] ?? offset : offset;
				const key = keyText(pair.key);
				if (key === null || key === "__proto__") {
					if (located) this.#problem(at, "A key is plain text; lists, maps, aliases and `__proto__` cannot be one.");
					continue;
				}
				const earlier = entries.get(key);
				if (earlier !== void 0) {
					if (!located) continue;
					const line = this.#at(earlier.offset).line;
					this.#problem(at, `${quote(key)} is written twice (first on line ${line}); keep one of them.`);
					continue;
				}
				const inner = [...path, key];
				if (located) this.#spots.set(spotKey(inner), {
					key: at,
					value: (0, import_dist.isNode)(pair.value) ? pair.value.range?.[0] ?? at : at
				});
				entries.set(key, {
					value: this.#convert(pair.value, inner, depth + 1, alias),
					offset: at
				});
			}
			return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
		}
		if ((0, import_dist.isSeq)(node)) return node.items.map((item, index) => {
			const inner = [...path, index];
			const at = (0, import_dist.isNode)(item) ? item.range?.[0] ?? offset : offset;
			if (located) this.#spots.set(spotKey(inner), {
				key: at,
				value: at
			});
			return this.#convert(item, inner, depth + 1, alias);
		});
		return (0, import_dist.isScalar)(node) ? node.value : null;
	}
	#spot(path) {
		for (let length = path.length; length > 0; length--) {
			const spot = this.#spots.get(spotKey(path.slice(0, length)));
			if (spot !== void 0) return spot;
		}
		return {
			key: 0,
			value: 0
		};
	}
	#at(offset) {
		const { line, col } = this.#lines.linePos(offset);
		return {
			file: this.#file,
			line: Math.max(line, 1),
			column: Math.max(col, 1)
		};
	}
	#problem(offset, message) {
		this.#problems.push({
			message,
			...this.#at(offset)
		});
	}
	#stop(offset, message) {
		this.#problem(offset, message);
		throw new Unfolding();
	}
};
function spotKey(path) {
	return path.map(String).join("\0");
}
function keyText(key) {
	return (0, import_dist.isScalar)(key) && (typeof key.value === "string" || typeof key.value === "number" || typeof key.value === "boolean") ? String(key.value) : null;
}
function syntaxSentence(error) {
	if (error.code === "TAB_AS_INDENT") return "A tab indents this line; YAML wants spaces.";
	if (error.code === "MULTIPLE_DOCS") return "A second YAML document starts here; a policy is one, so delete the `---` line and join them.";
	if (error.code === "RESOURCE_EXHAUSTION") return "The policy is nested too deep to be read; write it flat.";
	if (error.code === "TAG_RESOLVE_FAILED") return "A `!` at the start is YAML's sign for a tag, and a policy has none; put a pattern in quotes: `\"!dist/**/*.map\"`.";
	return `This is not valid YAML: ${error.message.replace(/\.$/, "")}.`;
}

// src/policy/schema.ts
/**
* The policy language, once: types, validation and the JSON Schema for editors come from here. Messages are clauses that the
* path of the value stands in front of (see sentences.ts).
*/
async function policyFileSchema(rules) {
	const entries = await Promise.all(rules.map(async (rule) => [rule.id, (await ruleEntry(rule)).optional()]));
	const ruleId = _enum(rules.map((rule) => rule.id), { error: ({ input }) => typeof input === "string" ? noSuchRule(input, rules) : "must be the id of one rule" }).describe("The id of a rule.");
	const rulesMap = strictObject(Object.fromEntries(entries)).describe("A level for a rule, or a map of its level, reason and options. What is not named stays as the preset has it.");
	const part = {
		ship: array(shipGlob).max(mostPatterns, tooMany).superRefine((patterns, context) => {
			if (patterns.length > 0 && patterns.every((pattern) => pattern.startsWith("!"))) refuse(context, "has only `!` patterns, so that nothing could ship; add what may ship, such as `dist/`");
		}).describe("The allowlist: a file ships if some pattern matches and no `!` pattern does; package.json always ships."),
		require: array(glob).max(mostPatterns, tooMany).describe("What must be inside the tarball: paths, or globs of which at least one file must match."),
		list: listPath,
		limits,
		rules: rulesMap
	};
	const waiverKeys = {
		rule: ruleId,
		files: array(glob).min(1, { error: "names no file; name those that the waiver is for" }).max(mostPatterns, tooMany).describe("Globs over the paths in the tarball; a finding on a manifest field is on package.json."),
		reason,
		owner: sentence$1("who answers for it, such as \"@acme/security\"").optional().describe("Who answers for it. Required under `strict`."),
		expires: string().describe("The last day on which the waiver holds, YYYY-MM-DD. A date that cannot be read counts as expired.").meta({ examples: ["2027-03-01"] }),
		fingerprints: array(string().superRefine((value, context) => {
			if (!/^[0-9a-f]{12}$/.test(value)) refuse(context, "must be the 12 hex digits that the finding shows, in quotes");
		})).min(1, { error: "names no fingerprint; name those of the findings, or drop the key" }).optional().describe("Only findings with one of these fingerprints; for values that are never printed.")
	};
	const waiver = strictObject({
		...waiverKeys,
		audience: string().optional().describe("Only when this audience receives the artifact.")
	});
	const waivers = "Exceptions: one rule, named files, a reason, an end. They add up with those of the policies below.";
	const wholePart = strictObject({
		...part,
		waivers: array(waiver).describe(waivers)
	}).partial();
	const audiencePart = strictObject({
		...part,
		waivers: array(strictObject(waiverKeys)).describe(waivers)
	}).partial();
	return strictObject({
		version: literal(1, { error: "must be 1, the only version of the policy language" }).describe("The version of the policy language."),
		extends: extendsKey.optional(),
		...wholePart.shape,
		audiences: record(audienceName, audiencePart).optional().describe("What differs for one audience. `public` and `internal` always exist; others are declared here."),
		packages: record(packageGlob, wholePart).optional().describe("What differs for one package of a workspace, by its name or a glob over names; the exact name wins over globs."),
		pack: packing.optional()
	});
}
function noSuchRule(written, rules) {
	const guess = didYouMean(written, rules.map((rule) => rule.id));
	return `names a rule that does not exist, ${quote(written)}${guess || "; `lastgate rules` lists them all"}`;
}
/** Keeps the work for each path within bounds, whatever a policy says. */
const mostPatterns = 1e3;
const tooMany = { error: `has more than ${mostPatterns} patterns; write globs that take several files together` };
const reason = sentence$1("why, in one sentence").describe("Why, in one sentence; it is printed in every summary.");
const shipGlob = string().superRefine((value, context) => {
	const error = globError(value.startsWith("!") ? value.slice(1) : value);
	if (error !== null) refuse(context, `is not a usable glob: ${quote(value)} ${error}`);
}).meta({ examples: [
	"dist/",
	"README.md",
	"!dist/**/*.map"
] });
const audienceName = string().superRefine((value, context) => {
	if (!/^[a-z][a-z0-9-]{0,63}$/.test(value)) refuse(context, "is no name for an audience; write lower-case letters, digits and dashes");
});
const packageGlob = glob;
const listPath = string().superRefine((value, context) => {
	if (!value.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..") || /[\\\u0000-\u001f]|^[A-Za-z]:/.test(value)) refuse(context, "must be a path below the repository root, such as `.github/shipped/{name}.txt`");
}).describe("The committed list of paths, relative to the repository root; `{name}` stands for the package's name (`@acme/cli` as `acme-cli`).").meta({ examples: [".github/shipped/{name}.txt"] });
const extendsClause = { error: "must be recommended, strict, none, a path such as `./base.yml`, or a list of these" };
const extendsKey = union([string(), array(string()).min(1, extendsClause)], extendsClause).describe("What this policy builds on: recommended (the default), strict, none, a path relative to this file, or a list of these; later ones win.").meta({ examples: [
	"recommended",
	"strict",
	"none",
	"./base.yml"
] });
const atOnce = { error: "must be a whole number of packages from 1 to 64, such as 4" };
const packing = strictObject({ concurrency: int(atOnce).min(1, atOnce).max(64, atOnce).describe("How many packages whose scripts run may be packed at once, each after those of the workspace that it depends on. 1 without the key.") }).partial().describe("How the packages of a workspace are packed.");
const growthClause = { error: `must be ${growthAccepted}` };
const growth = string(growthClause).meta({
	pattern: growthPattern.source,
	examples: ["25%"]
}).transform((value, context) => parseGrowth(value) ?? refuse(context, growthClause.error));
const count = { error: "must be a whole number of files, such as 200" };
const limits = strictObject({
	packed: size.describe("Largest .tgz file."),
	unpacked: size.describe("Largest sum of all files."),
	file: size.describe("Largest single file."),
	files: int(count).nonnegative(count).describe("Most files."),
	growth: growth.describe("Largest growth of the unpacked size since the release that is compared with.")
}).partial().describe("Sizes with a unit or in bytes, a number of files, a percentage.");
async function ruleEntry(rule) {
	const schema = await rule.options.load();
	if (!(schema instanceof ZodObject)) throw new Error(`The options of the rule ${rule.id} must be a strict object`);
	const settings = schema.safeExtend({
		level: level.optional(),
		reason: reason.optional().describe("Why; needed when the level is below that of the preset.")
	});
	return union([level, settings]).describe(`${rule.title}: ${rule.catches}`);
}

// src/policy/sentences.ts
/** Says what a schema found in a policy in sentences, each at its line. */
function explainIssues(document, schema, issues, rules) {
	return issues.flatMap((issue) => explain(issue, []));
	function explain(issue, above) {
		const path = [...above, ...issue.path];
		const value = valueAt(document.data, path);
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({
			...document.place([...path, key]),
			message: unknownKey(path, key)
		}));
		if (issue.code === "invalid_key") return issue.issues.map((inner) => ({
			...document.place(path),
			message: sentence(`${subject(path)} ${inner.message}`)
		}));
		if (value === void 0) {
			const key = String(path.at(-1));
			return [{
				...document.place(path.slice(0, -1)),
				message: missing(path.slice(0, -1), key)
			}];
		}
		if (issue.code === "invalid_union" && isDefault(issue)) {
			const fitting = issue.errors.find((branch) => !branch.some((inner) => isMismatch(inner)));
			if (fitting !== void 0) return fitting.flatMap((inner) => explain(inner, path));
		}
		return [{
			...document.valuePlace(path),
			message: sentence(`${subject(path)} ${clause(issue, value)}`)
		}];
	}
	function unknownKey(path, key) {
		if (path.at(-1) === "rules" && path.length !== 2) return sentence(`${subject(path)} ${noSuchRule(key, rules)}`);
		const known = keysAt(schema, path);
		const guess = didYouMean(key, known);
		const where = path.length === 0 ? "a policy" : `${subject(path)}`;
		return guess === "" ? `${quote(key)} is no key of ${where}; it has ${list(known)}.` : `${quote(key)} is no key of ${where}${guess}`;
	}
}
function sentence(text) {
	return text.endsWith("?") ? text : `${text}.`;
}
function missing(path, key) {
	if (path.length === 0 && key === "version") return "The policy has no `version`; write `version: 1` as its first line.";
	return `${subject(path)} needs \`${key}\`; add it.`;
}
function clause(issue, value) {
	if (value === null && isDefault(issue)) return `has no value; write ${expected(issue)}`;
	if (!isDefault(issue)) return withValue(issue.message, value);
	if (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union") {
		const guess = typeof value === "string" ? didYouMean(value, choices(issue)) : "";
		return `must be ${expected(issue)}; it is ${shown(value)}${guess}`;
	}
	return `is not accepted: ${issue.message}`;
}
function withValue(clause, value) {
	if (!clause.startsWith("must be")) return clause;
	return `${clause}; it ${value === null ? "has no value" : `is ${shown(value)}`}`;
}
/** The words of the schema's library rather than ours. */
function isDefault(issue) {
	return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(issue.message);
}
function isMismatch(issue) {
	return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union" && issue.errors.every((branch) => branch.some(isMismatch)));
}
const typeNames = /* @__PURE__ */ new Map([
	["string", "a text"],
	["number", "a number"],
	["int", "a whole number"],
	["boolean", "true or false"],
	["array", "a list"],
	["object", "a map"],
	["record", "a map"]
]);
function expected(issue) {
	return list(alternatives(issue)) || "what the schema says";
}
function alternatives(issue) {
	if (issue.code === "invalid_type") return [typeNames.get(issue.expected) ?? issue.expected];
	if (issue.code === "invalid_value") return issue.values.map((value) => quote(String(value)));
	if (issue.code === "invalid_union") return issue.errors.flatMap((branch) => branch.filter(isMismatch).flatMap(alternatives));
	return [];
}
function choices(issue) {
	if (issue.code === "invalid_value") return issue.values.map(String);
	return issue.code === "invalid_union" ? issue.errors.flat().flatMap(choices) : [];
}
/** `a`, `b or c`, `a, b or c`; names that are not yet quoted are. */
function list(names) {
	const quoted = names.map((name) => /^[`\s]| /.test(name) ? name : quote(name));
	const last = quoted.at(-1);
	return quoted.length < 2 ? last ?? "" : `${quoted.slice(0, -1).join(", ")} or ${last}`;
}
function shown(value) {
	if (Array.isArray(value)) return "a list";
	if (isRecord(value)) return "a map";
	if (typeof value === "string") return /^[\d.]+$|^(true|false|null)$/.test(value) ? `the text ${quote(value)}` : quote(value);
	return `the ${typeof value} ${quote(String(value))}`;
}
function valueAt(data, path) {
	let value = data;
	for (const part of path) if (Array.isArray(value)) value = value[Number(part)];
	else if (isRecord(value) && Object.hasOwn(value, part)) value = value[String(part)];
	else return void 0;
	return value;
}
/** The keys that a strict object of the schema knows at a path; of all alternatives of a union. */
function keysAt(schema, path) {
	if (schema instanceof ZodOptional || schema instanceof ZodDefault || schema instanceof ZodNullable) return keysAt(schema.unwrap(), path);
	if (schema instanceof ZodPipe) return keysAt(schema.in, path);
	if (schema instanceof ZodUnion) return schema.options.flatMap((option) => keysAt(option, path));
	const [part, ...rest] = path;
	if (schema instanceof ZodObject) return part === void 0 ? Object.keys(schema.shape) : keysAt(schema.shape[String(part)], rest);
	if (part === void 0) return [];
	if (schema instanceof ZodArray) return keysAt(schema.element, rest);
	return schema instanceof ZodRecord ? keysAt(schema.valueType, rest) : [];
}

// src/policy/validate.ts
/** Reads policy files with the rules that exist. Loaded on demand, with YAML and the schema: the presets were read at build time. */
async function policyReader(rules) {
	const schema = await policyFileSchema(rules);
	return async (path, text) => {
		const document = parsePolicyText(path, text);
		if (document.problems.length > 0) return {
			document,
			content: null,
			problems: document.problems
		};
		await prepareRules(document, rules);
		const parsed = schema.safeParse(document.data);
		return parsed.success ? {
			document,
			content: parsed.data,
			problems: []
		} : {
			document,
			content: null,
			problems: explainIssues(document, schema, parsed.error.issues, rules)
		};
	};
}
/** Before the schema, because the options are checked with what a rule loads here. */
async function prepareRules(document, rules) {
	const withOptions = partsOf(document).flatMap(rulesOf).filter(({ options }) => Object.keys(options).length > 0);
	for (const rule of rules) if (rule.prepare && withOptions.some((entry) => entry.rule === rule.id)) await rule.prepare();
}

export { policyReader };