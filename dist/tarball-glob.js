import { r as __toESM } from "./rolldown-runtime.js";
import { n as require_picomatch, t as glob } from "./globs.js";

// src/pack/tarball-glob.ts
var import_picomatch = /* @__PURE__ */ __toESM(require_picomatch(), 1);
/** A target as a glob: where it starts, and the pattern from there; null when it is a plain path. */
function parseGlob(target) {
	const { base, glob: pattern, isGlob } = import_picomatch.default.scan(target.replaceAll("\\", "/"));
	return isGlob ? {
		base,
		pattern
	} : null;
}
/** Absolute paths of the files that the pattern matches below the folder. */
function filesMatching(pattern, folder) {
	return glob(pattern, {
		cwd: folder,
		absolute: true,
		dot: true,
		expandDirectories: false
	});
}
/** Whether the pattern matches folders below the folder. */
async function matchesFolders(pattern, folder) {
	return (await glob(pattern, {
		cwd: folder,
		dot: true,
		expandDirectories: false,
		onlyDirectories: true
	})).length > 0;
}

export { filesMatching, matchesFolders, parseGlob };