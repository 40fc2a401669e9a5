import { r as __toESM } from "./rolldown-runtime.js";
import { n as require_picomatch, t as glob } from "./globs.js";
import { b as union, m as looseObject, u as array, y as string } from "./zod.js";
import { t as require_dist } from "./yaml.js";
import { at as EmptyWorkspace, et as foreignManifests, it as Folders, mt as atOnce, nt as parseJsonc, ot as InvalidManifest, pt as isRecord, tt as rushProjects } from "./engine.js";
import "./jitless-zod.js";
import { dirname, join, posix } from "node:path";
import { readFile, realpath } from "node:fs/promises";

// src/pack/workspace.ts
var import_picomatch = /* @__PURE__ */ __toESM(require_picomatch(), 1);
var import_dist = require_dist();
const patternList = array(string());
const workspacesField = union([patternList, looseObject({ packages: patternList }).transform(({ packages }) => packages)]);
const pnpmFile = looseObject({ packages: patternList.nullish() }).nullable();
const lernaFile = looseObject({ packages: patternList.nullish() });
/** How many folders are looked at at once: hundreds of members would wait for the disk one after the other, and each is an open file. */
const foldersAtOnce = 16;
/**
* The folders of a workspace's members, the root left out: absolute, links resolved, sorted; null when `root` is no workspace.
* Only the folder's own `workspaces`, pnpm-workspace.yaml, lerna.json and rush.json count, and the `workspaces` of each member, which
* yarn reads too; with several, the members of all, because a package too many is judged and a package too few ships unseen. For the same reason the globs find linked folders, as npm and pnpm do.
* Throws EmptyWorkspace when the patterns match nothing, InvalidManifest when they are no list of patterns.
*/
async function workspaceFolders(root, manifest, look = new Folders()) {
	const ofPnpm = await pnpmPatterns(root);
	const lists = [
		ofPnpm,
		fieldPatterns(root, manifest),
		await lernaPatterns(root)
	].filter((patterns) => patterns.length > 0);
	const projects = await rushProjects(root);
	if (lists.length === 0 && projects === null) return null;
	const members = new Set(projects);
	for (const patterns of lists) {
		const names = patterns === ofPnpm ? ["package.json", ...foreignManifests] : ["package.json"];
		for (const folder of await matching(root, patterns, names)) members.add(folder);
	}
	const hasRoot = members.delete(root);
	if (members.size === 0 && !hasRoot) throw new EmptyWorkspace(root, lists.flat());
	for (let added = [...members]; added.length > 0;) {
		const nested = await atOnce(added, 16, async (member) => {
			const patterns = await patternsOfMember(member, look);
			return patterns.length === 0 ? [] : matching(member, patterns);
		});
		added = [...new Set(nested.flat())].filter((folder) => folder !== root && !members.has(folder));
		for (const folder of added) members.add(folder);
	}
	return [...members].sort();
}
/**
* The patterns of a member that is a workspace itself; none when its package.json cannot be read: discovery has said so. For yarn 1 it
* may hold settings alone.
* @see https://yarnpkg.com/features/workspaces and https://classic.yarnpkg.com/blog/2018/02/15/nohoist/
*/
async function patternsOfMember(folder, look) {
	const manifest = parsedOrNull(await look.manifestText(folder).catch(() => "{}"));
	if (!isRecord(manifest)) return [];
	const { workspaces } = manifest;
	return isRecord(workspaces) && workspaces.packages === void 0 ? [] : fieldPatterns(folder, manifest);
}
function parsedOrNull(text) {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return null;
	}
}
/**
* The members that npm itself finds from this root: absolute, links resolved, without those for which a folder in between is the
* root. None where the root is no workspace, or cannot be read as one: discovery has said so.
*/
function npmMembers(root) {
	return membersBy(root, npmPatterns);
}
async function npmPatterns(folder) {
	const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
	const manifest = JSON.parse(text.replace(/^\uFEFF/, ""));
	return isRecord(manifest) ? fieldPatterns(folder, manifest) : [];
}
/**
* The folders right below which all of npm's members lie for one pattern, with those members in the order in which npm packs them. None
* where a pattern is more than a folder and `/*`: then the order is another.
* @see https://github.com/npm/map-workspaces
*/
async function npmFamilies(root) {
	const patterns = await npmPatterns(root).catch(() => []);
	const parents = patterns.flatMap((pattern) => /^(?:\.\/)?([\w@-]+(?:\/[\w@-]+)*)\/\*\/?$/.exec(pattern)?.[1] ?? []);
	if (parents.length < patterns.length || new Set(parents).size < parents.length) return /* @__PURE__ */ new Map();
	const families = new Map(parents.map((parent) => [join(root, parent), []]));
	for (const member of await matching(root, patterns)) {
		const family = families.get(dirname(member));
		if (family === void 0) return /* @__PURE__ */ new Map();
		family.push(member);
	}
	for (const family of families.values()) family.sort((one, other) => one.localeCompare(other, "en"));
	return families;
}
/** The same for pnpm. */
function pnpmMembers(root) {
	return membersBy(root, pnpmPatterns);
}
async function membersBy(root, patternsOf) {
	const patterns = await patternsOf(root).catch(() => []);
	if (patterns.length === 0) return /* @__PURE__ */ new Set();
	const members = (await matching(root, patterns)).filter((folder) => folder !== root);
	const isRoot = /* @__PURE__ */ new Map();
	for (const between of members.flatMap((member) => foldersBetween(root, member))) if (!isRoot.has(between)) isRoot.set(between, (await patternsOf(between).catch(() => ["unreadable"])).length > 0);
	return new Set(members.filter((member) => !foldersBetween(root, member).some((folder) => isRoot.get(folder))));
}
/** The folders above `member` and below `root`; those up to the top when it does not lie in it. */
function foldersBetween(root, member) {
	const folders = [];
	for (let folder = dirname(member); folder !== root && folder !== dirname(folder); folder = dirname(folder)) folders.push(folder);
	return folders;
}
/** The folders that match and hold a file of one of the names. */
async function matching(root, patterns, names = ["package.json"]) {
	const { included, excluded } = effectivePatterns(patterns);
	const within = (folders) => folders.flatMap((folder) => names.map((name) => posix.join(folder, name)));
	const manifests = await glob(within(included), {
		cwd: root,
		absolute: true,
		expandDirectories: false,
		ignore: ["**/node_modules/**", ...within(excluded)]
	});
	return Promise.all(manifests.map((file) => realpath(dirname(file))));
}
/**
* A later pattern takes back an exclusion that its own text falls under, as in npm:
* `["packages/**", "!packages/b/**", "packages/b/a"]` has packages/b/a.
* @see https://github.com/npm/map-workspaces
*/
function effectivePatterns(patterns) {
	const included = [];
	let excluded = [];
	for (const written of patterns) {
		const marks = /^!*/.exec(written)?.[0].length ?? 0;
		const pattern = posix.join(".", written.slice(marks).replaceAll("\\", "/").replace(/^\/+/, "")).replace(/\/+$/, "");
		if (marks % 2 === 1) excluded.push(pattern);
		else {
			excluded = excluded.filter((exclusion) => !import_picomatch.default.isMatch(pattern, exclusion));
			included.push(pattern);
		}
	}
	return {
		included,
		excluded
	};
}
function fieldPatterns(root, manifest) {
	if (manifest.workspaces === void 0) return [];
	const parsed = workspacesField.safeParse(manifest.workspaces);
	if (parsed.success) return parsed.data;
	throw new InvalidManifest(join(root, "package.json"), "has a \"workspaces\" that is not a list of patterns");
}
/** Without `packages` the file only holds settings. https://pnpm.io/pnpm-workspace_yaml */
async function pnpmPatterns(root) {
	const file = join(root, "pnpm-workspace.yaml");
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null) return [];
	try {
		return pnpmFile.parse((0, import_dist.parse)(text))?.packages ?? [];
	} catch (error) {
		throw new InvalidManifest(file, "is not YAML with a list of patterns under \"packages\"", error);
	}
}
/** Without `packages` Lerna takes the workspaces of the package manager. https://lerna.js.org/docs/api-reference/configuration */
async function lernaPatterns(root) {
	const file = join(root, "lerna.json");
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null) return [];
	try {
		return lernaFile.parse(parseJsonc(text)).packages ?? [];
	} catch (error) {
		throw new InvalidManifest(file, "is not JSON with a list of patterns under \"packages\"", error);
	}
}

export { foldersAtOnce, npmFamilies, npmMembers, pnpmMembers, workspaceFolders };