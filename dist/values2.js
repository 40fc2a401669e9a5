import "./jitless-zod.js";
import { b as union, d as boolean, h as number, l as _enum, u as array, v as strictObject, w as NEVER, y as string } from "./zod.js";
import { Rt as globError, a as sizePattern, ft as levels, i as parseSize, o as sizesAccepted, yt as quote } from "./engine.js";

// src/policy/values.ts
const level = _enum(levels).describe("error stops the release, warn is only shown, off does not look.");
/** A clause for the path of the value to stand in front of. */
function refuse(context, clause) {
	context.addIssue({
		code: "custom",
		message: clause
	});
	return NEVER;
}
function sentence(what) {
	return string().superRefine((value, context) => {
		if (!/\p{L}/u.test(value)) refuse(context, `is empty; say ${what}`);
		else if (/^\s*(<.*>|\[.*\]|to-?do\b.*|tbd|fixme\b.*)\s*$/iu.test(value)) refuse(context, `is a placeholder; say ${what}`);
	});
}
const glob = string().superRefine((value, context) => {
	const error = globError(value);
	if (error !== null) refuse(context, `is not a usable glob: ${quote(value)} ${error}`);
});
const sizeClause = { error: `must be ${sizesAccepted}` };
const size = union([number().meta({ minimum: 0 }), string().meta({ pattern: sizePattern.source })], sizeClause).meta({ examples: [
	"500 kB",
	"1 MB",
	"5 MiB"
] }).transform((value, context) => parseSize(value) ?? refuse(context, sizeClause.error));
/** What the options of rules are made of. Named one by one, because whoever exports all of zod bundles all of it. */
const kit = {
	z: {
		array,
		boolean,
		enum: _enum,
		number,
		strictObject,
		string
	},
	glob,
	refuse,
	sentence,
	size
};

export { sentence as a, refuse as i, kit as n, size as o, level as r, glob as t };