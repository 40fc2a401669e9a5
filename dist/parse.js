import { Dt as CouldNotJudge, k as totals, q as SCHEMA } from "./engine.js";
import { C as prettifyError, S as ZodError, d as boolean, f as int, l as _enum, p as literal, u as array, v as strictObject, y as string } from "./zod.js";
import "./jitless-zod.js";

// src/report/schema.ts
const text = string();
const count = int().nonnegative();
const line = int().positive().nullable();
const at = strictObject({
	file: text,
	line: line.describe("From 1.")
}).nullable().describe("Where the edit goes, in the repository.");
const policyPlace = strictObject({
	file: text,
	line: int().positive(),
	column: int().positive()
}).nullable().describe("The line of the policy; null for a built-in preset.");
const level = _enum([
	"error",
	"warn",
	"off"
]);
const finding = strictObject({
	rule: text.describe("Rule id, as in docs/rules.md."),
	level: _enum(["error", "warn"]),
	path: text.nullable().describe("Path without the root folder; null for a finding on the tarball as a whole."),
	field: text.nullable().describe("Dotted path in package.json: `scripts.postinstall`."),
	line: line.describe("Line in the shipped file, from 1."),
	message: text.describe("What is wrong."),
	why: text.nullable().describe("Why the file ships."),
	fix: text.describe("The edit that mends it."),
	at
});
const packageReport = strictObject({
	name: text,
	version: text,
	directory: text.nullable().describe("Relative to the repository root; null for a ready tarball."),
	audience: text,
	packedWith: strictObject({
		name: text,
		version: text
	}).nullable().describe("The package manager; null for a ready tarball and for one of a pack command."),
	tarball: strictObject({
		path: text,
		integrity: text.describe("sha512, as the registry writes it."),
		shasum: text.describe("sha1 in hexadecimal."),
		packedSize: count.describe("Bytes."),
		unpackedSize: count.describe("Bytes."),
		files: count
	}),
	findings: array(finding),
	waived: array(strictObject({
		...finding.shape,
		waiver: strictObject({
			reason: text,
			owner: text.nullable(),
			expires: text.describe("YYYY-MM-DD, the last day on which it holds."),
			at: policyPlace
		})
	})),
	lowered: array(strictObject({
		rule: text,
		from: level,
		to: level,
		reason: text,
		at: policyPlace
	})).describe("Rules that the policy put below its presets.")
});
const failure = strictObject({
	kind: text.describe("Stable name of the kind of failure."),
	subject: text.nullable().describe("Package or file concerned."),
	message: text,
	detail: array(text),
	at
});
const position = int().nonnegative();
const waiverFacts = strictObject({
	seen: array(strictObject({
		rule: text,
		files: array(text),
		expires: text,
		fingerprints: array(text).nullable(),
		at: policyPlace,
		state: _enum([
			"expired",
			"used",
			"unused"
		])
	})),
	levels: array(strictObject({
		rule: text,
		before: level,
		after: level,
		at: policyPlace
	})).describe("The strictest levels of the rules about waivers, before and after the change."),
	relaxed: level.describe("The strictest level of `policy-relaxed`."),
	partial: boolean().describe("Packages were left out that could have used a waiver.")
}).describe("What only all shards together can tell of the waivers.");
const shard = strictObject({
	index: int().positive().max(999),
	of: int().positive().max(999),
	commit: text.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/).nullable().describe("The commit that was checked out, in full; null without git."),
	subjects: array(strictObject({
		name: text,
		directory: text.nullable()
	})).nullable().describe("Everything that the whole run judges, in its order; null when that could not be told."),
	about: strictObject({
		packages: array(position),
		failures: array(position.nullable()),
		notes: array(position.nullable())
	}).describe("Position in `subjects` of each package, failure and note; null for the run as a whole."),
	waivers: waiverFacts
}).nullable().describe("Which share of a run this is, for `lastgate merge`; null for a whole run.");
/** The JSON report. Every key is always there; one without a value is null. All text is untrusted. */
const reportSchema = strictObject({
	schema: literal(SCHEMA),
	verdict: _enum([
		"passed",
		"stopped",
		"could-not-judge"
	]),
	enforced: boolean().describe("False when a stopped verdict did not fail the check."),
	policy: strictObject({
		file: text.nullable().describe("Null when there is no policy file and `recommended` applies."),
		extends: array(text)
	}),
	packages: array(packageReport),
	failures: array(failure).describe("What could not be judged; empty for any other verdict."),
	notes: array(text),
	shard
}).describe("What one run of Lastgate found.");

// src/report/parse.ts
/** A text that should be a JSON report and is none, or one that contradicts itself. */
var UnreadableReport = class extends CouldNotJudge {
	kind = "unreadable-report";
};
/**
* Reads a JSON report back; `contents` are empty, since the report does not carry them.
* @throws UnreadableReport when the text is no JSON, has another shape, or its verdict is not what its findings say.
*/
function parseReport(text) {
	const parsed = reportSchema.safeParse(parseJson(text));
	if (!parsed.success) {
		const first = new ZodError(parsed.error.issues.slice(0, 1));
		throw new UnreadableReport(`This is not a report of the shape ${SCHEMA}; give the file that \`--format json\` or the action's output \`report\` made.`, {
			detail: prettifyError(first).split("\n"),
			cause: parsed.error
		});
	}
	const { verdict, enforced, policy, packages, failures, notes, shard } = parsed.data;
	const report = {
		outcome: verdict,
		enforced,
		policy,
		packages: packages.map((pack) => ({
			...pack,
			contents: []
		})),
		failures,
		notes,
		shard
	};
	const expected = outcomeOf(report);
	if (expected !== verdict) throw new UnreadableReport(`The report says "${verdict}", but what it lists makes it "${expected}"; make it again, it was changed or broken.`);
	const wrong = shard === null ? null : contradiction(report, shard);
	if (wrong !== null) throw new UnreadableReport(`The report of a shard ${wrong}; make it again, it was changed or broken.`);
	return report;
}
/** What in a shard's account of itself cannot be, as a clause; null when nothing is. */
function contradiction({ packages, failures, notes }, { index, of, subjects, about }) {
	if (index > of) return `says that it is shard ${index} of ${of}`;
	if ([
		[packages, about.packages],
		[failures, about.failures],
		[notes, about.notes]
	].some(([list, positions]) => list.length !== positions.length)) return "does not say of each part which subject it is about";
	const positions = [
		...about.packages,
		...about.failures,
		...about.notes
	].filter((each) => each !== null);
	if (positions.some((each) => each >= (subjects?.length ?? 0))) return "speaks of a subject that it does not list";
	if (positions.some((each) => each % of !== index - 1)) return "speaks of a subject of another shard";
	if (about.packages.some((each, at) => at > 0 && each <= (about.packages[at - 1] ?? 0))) return "judges a subject twice, or in another order";
	if (subjects === null && failures.length === 0) return "does not say why it has no list of subjects";
	return null;
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new UnreadableReport("The report is not JSON, or was cut off; make it again.", { cause });
	}
}
function outcomeOf(report) {
	if (report.failures.length > 0) return "could-not-judge";
	return totals(report).errors > 0 ? "stopped" : "passed";
}

export { parseReport };