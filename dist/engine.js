import { n as __require, r as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { setFlagsFromString } from "node:v8";
import { availableParallelism, constants, homedir } from "node:os";
import path, { basename, delimiter, dirname, isAbsolute as isAbsolute$1, join as join$1, posix, relative, resolve, sep } from "node:path";
import { isAscii, isUtf8 } from "node:buffer";
import { isDeepStrictEqual, styleText } from "node:util";
import { brotliDecompressSync, constants as constants$1, crc32, createInflateRaw, gunzipSync, inflateRawSync } from "node:zlib";
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { access, chmod, lstat, mkdir, mkdtemp, open, readFile, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { closeSync, constants as constants$2, createReadStream, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync, readdirSync, realpathSync, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";

// src/one-shot.ts
process.on("SIGUSR1", () => {});
setFlagsFromString("--semi-space-growth-factor=1");

// node_modules/tunnel/lib/tunnel.js
var require_tunnel$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	__require("net");
	var tls = __require("tls");
	var http = __require("http");
	var https = __require("https");
	var events = __require("events");
	__require("assert");
	var util = __require("util");
	exports.httpOverHttp = httpOverHttp;
	exports.httpsOverHttp = httpsOverHttp;
	exports.httpOverHttps = httpOverHttps;
	exports.httpsOverHttps = httpsOverHttps;
	function httpOverHttp(options) {
		var agent = new TunnelingAgent(options);
		agent.request = http.request;
		return agent;
	}
	function httpsOverHttp(options) {
		var agent = new TunnelingAgent(options);
		agent.request = http.request;
		agent.createSocket = createSecureSocket;
		agent.defaultPort = 443;
		return agent;
	}
	function httpOverHttps(options) {
		var agent = new TunnelingAgent(options);
		agent.request = https.request;
		return agent;
	}
	function httpsOverHttps(options) {
		var agent = new TunnelingAgent(options);
		agent.request = https.request;
		agent.createSocket = createSecureSocket;
		agent.defaultPort = 443;
		return agent;
	}
	function TunnelingAgent(options) {
		var self = this;
		self.options = options || {};
		self.proxyOptions = self.options.proxy || {};
		self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
		self.requests = [];
		self.sockets = [];
		self.on("free", function onFree(socket, host, port, localAddress) {
			var options = toOptions(host, port, localAddress);
			for (var i = 0, len = self.requests.length; i < len; ++i) {
				var pending = self.requests[i];
				if (pending.host === options.host && pending.port === options.port) {
					self.requests.splice(i, 1);
					pending.request.onSocket(socket);
					return;
				}
			}
			socket.destroy();
			self.removeSocket(socket);
		});
	}
	util.inherits(TunnelingAgent, events.EventEmitter);
	TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
		var self = this;
		var options = mergeOptions({ request: req }, self.options, toOptions(host, port, localAddress));
		if (self.sockets.length >= this.maxSockets) {
			self.requests.push(options);
			return;
		}
		self.createSocket(options, function(socket) {
			socket.on("free", onFree);
			socket.on("close", onCloseOrRemove);
			socket.on("agentRemove", onCloseOrRemove);
			req.onSocket(socket);
			function onFree() {
				self.emit("free", socket, options);
			}
			function onCloseOrRemove(err) {
				self.removeSocket(socket);
				socket.removeListener("free", onFree);
				socket.removeListener("close", onCloseOrRemove);
				socket.removeListener("agentRemove", onCloseOrRemove);
			}
		});
	};
	TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
		var self = this;
		var placeholder = {};
		self.sockets.push(placeholder);
		var connectOptions = mergeOptions({}, self.proxyOptions, {
			method: "CONNECT",
			path: options.host + ":" + options.port,
			agent: false,
			headers: { host: options.host + ":" + options.port }
		});
		if (options.localAddress) connectOptions.localAddress = options.localAddress;
		if (connectOptions.proxyAuth) {
			connectOptions.headers = connectOptions.headers || {};
			connectOptions.headers["Proxy-Authorization"] = "Basic " + new Buffer(connectOptions.proxyAuth).toString("base64");
		}
		debug("making CONNECT request");
		var connectReq = self.request(connectOptions);
		connectReq.useChunkedEncodingByDefault = false;
		connectReq.once("response", onResponse);
		connectReq.once("upgrade", onUpgrade);
		connectReq.once("connect", onConnect);
		connectReq.once("error", onError);
		connectReq.end();
		function onResponse(res) {
			res.upgrade = true;
		}
		function onUpgrade(res, socket, head) {
			process.nextTick(function() {
				onConnect(res, socket, head);
			});
		}
		function onConnect(res, socket, head) {
			connectReq.removeAllListeners();
			socket.removeAllListeners();
			if (res.statusCode !== 200) {
				debug("tunneling socket could not be established, statusCode=%d", res.statusCode);
				socket.destroy();
				var error = /* @__PURE__ */ new Error("tunneling socket could not be established, statusCode=" + res.statusCode);
				error.code = "ECONNRESET";
				options.request.emit("error", error);
				self.removeSocket(placeholder);
				return;
			}
			if (head.length > 0) {
				debug("got illegal response body from proxy");
				socket.destroy();
				var error = /* @__PURE__ */ new Error("got illegal response body from proxy");
				error.code = "ECONNRESET";
				options.request.emit("error", error);
				self.removeSocket(placeholder);
				return;
			}
			debug("tunneling connection has established");
			self.sockets[self.sockets.indexOf(placeholder)] = socket;
			return cb(socket);
		}
		function onError(cause) {
			connectReq.removeAllListeners();
			debug("tunneling socket could not be established, cause=%s\n", cause.message, cause.stack);
			var error = /* @__PURE__ */ new Error("tunneling socket could not be established, cause=" + cause.message);
			error.code = "ECONNRESET";
			options.request.emit("error", error);
			self.removeSocket(placeholder);
		}
	};
	TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
		var pos = this.sockets.indexOf(socket);
		if (pos === -1) return;
		this.sockets.splice(pos, 1);
		var pending = this.requests.shift();
		if (pending) this.createSocket(pending, function(socket) {
			pending.request.onSocket(socket);
		});
	};
	function createSecureSocket(options, cb) {
		var self = this;
		TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
			var hostHeader = options.request.getHeader("host");
			var tlsOptions = mergeOptions({}, self.options, {
				socket,
				servername: hostHeader ? hostHeader.replace(/:.*$/, "") : options.host
			});
			var secureSocket = tls.connect(0, tlsOptions);
			self.sockets[self.sockets.indexOf(socket)] = secureSocket;
			cb(secureSocket);
		});
	}
	function toOptions(host, port, localAddress) {
		if (typeof host === "string") return {
			host,
			port,
			localAddress
		};
		return host;
	}
	function mergeOptions(target) {
		for (var i = 1, len = arguments.length; i < len; ++i) {
			var overrides = arguments[i];
			if (typeof overrides === "object") {
				var keys = Object.keys(overrides);
				for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
					var k = keys[j];
					if (overrides[k] !== void 0) target[k] = overrides[k];
				}
			}
		}
		return target;
	}
	var debug;
	if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) debug = function() {
		var args = Array.prototype.slice.call(arguments);
		if (typeof args[0] === "string") args[0] = "TUNNEL: " + args[0];
		else args.unshift("TUNNEL:");
		console.error.apply(console, args);
	};
	else debug = function() {};
	exports.debug = debug;
}));

// node_modules/tunnel/index.js
var require_tunnel = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = require_tunnel$1();
}));

// src/policy/glob-pattern.ts
/** The grammar of one glob: text \u2192 alternatives \u2192 parts, and the matching of parts. What the globs mean is told in globs.ts. */
/** Longest pattern, and longest sum of what its braces expand to, in characters. */
const longest$2 = 512;
const longestExpanded = 8192;
/** What each alternative costs beside its length, so that empty ones (`{,}{,}\u2026`) are bounded too. */
const costOfAlternative = 16;
/** `**`: any number of segments. */
const anyDepth = Symbol("**");
/** The alternatives that the braces stand for, each as its list of parts; or the clause that says what is wrong. */
function parsePattern(pattern) {
	const problem = problemOf$6(pattern);
	if (problem !== null) return problem;
	const marked = pattern.replace(/(?<=^|[/{,])\*\*(?=$|[/},])/g, deepMark);
	if (marked.includes("**")) return besideDeep;
	const expanded = expandBraces$1(marked, { left: longestExpanded });
	if (typeof expanded === "string") return expanded;
	const alternatives = [];
	for (const alternative of expanded) {
		if (alternative.endsWith("/") && !pattern.endsWith("/")) return "has braces with nothing, or a slash, at their end, which would be a whole folder; write two patterns";
		const parts = parseParts(alternative);
		if (typeof parts === "string") return parts;
		alternatives.push(parts);
	}
	return alternatives;
}
/** Stands for `**` while braces expand; no pattern may hold a control character. */
const deepMark = "\0";
const besideDeep = "has `**` beside other characters; `**` must stand alone between slashes, as in `dist/**/*.js`";
/** What can be seen on the pattern as a whole, most helpful sentence first. */
function problemOf$6(pattern) {
	if (pattern === "") return "is empty; name a file, or a folder with a trailing slash";
	if (pattern.length > longest$2) return `is longer than ${longest$2} characters; write several shorter ones`;
	if (pattern.includes("\\")) return "has a backslash; separate folders with `/`, and write a special character in brackets, such as `[*]`";
	if (/[\u0000-\u001f\u007f]/.test(pattern)) return "has a control character; no file that may ship has one in its name";
	if (pattern !== pattern.trim()) return "begins or ends with a space; drop it, or write `[ ]` when it is part of the name";
	if (pattern.startsWith("!")) return "starts with `!`, which only patterns of `ship` may do; in other lists name what is meant";
	if (pattern.startsWith("/") || /^[A-Za-z]:\//.test(pattern)) return "is absolute; write it relative to the package root, without the leading part";
	if (pattern.startsWith("./")) return "starts with `./`; patterns are relative to the package root already, so drop it";
	if (/[@+!?*]\(/.test(pattern)) return "has an extended glob such as `@(\u2026)`; list the alternatives in braces, `{a,b}`, or write a literal `+` as `[+]`";
	return null;
}
/** `*` inside a segment: any number of characters. */
const star = Symbol("*");
function parseParts(alternative) {
	const segments = alternative.split("/");
	if (segments.at(-1) === "" && segments.length > 1) segments.splice(-1, 1, deepMark);
	if (segments.at(-1) === deepMark) segments.push("*");
	const parts = [];
	for (const segment of segments) {
		if (segment === "") return "has an empty part, as in `a//b`; drop one slash";
		if (segment === "." || segment === "..") return `has a \`${segment}\` part; patterns cannot leave the package root`;
		if (segment === deepMark) {
			if (parts.at(-1) !== anyDepth) parts.push(anyDepth);
			continue;
		}
		const tokens = tokenize(segment);
		if (!Array.isArray(tokens)) return tokens;
		parts.push(segmentTest(tokens));
	}
	return parts;
}
function segmentTest(tokens) {
	const [first, ...rest] = tokens;
	if (tokens.every((token) => typeof token === "string")) {
		const text = tokens.join("");
		return (segment) => segment === text;
	}
	if (first === star && rest.every((token) => typeof token === "string")) {
		const ending = rest.join("");
		return (segment) => segment.endsWith(ending);
	}
	return (segment) => matchWild(segment.length, tokens.length, (token) => tokens[token] === star, (token, position) => {
		const wanted = tokens[token];
		const character = segment.charAt(position);
		return typeof wanted === "function" ? wanted(character) : wanted === character;
	});
}
/**
* Matches `items` things against `parts` of a pattern in which some parts are wild (any number of things). After a wild part the
* earliest place where the rest up to the next one fits is always good enough, so only the last wild part is ever
* tried again: each pair of a part and an item is tested at most once, `items \u00d7 parts` tests in the worst case.
*/
function matchWild(items, parts, isWild, test) {
	let item = 0;
	let part = 0;
	let wild = -1;
	let retry = 0;
	while (item < items) if (part < parts && isWild(part)) {
		wild = part++;
		retry = item;
	} else if (part < parts && test(part, item)) {
		part++;
		item++;
	} else if (wild !== -1) {
		part = wild + 1;
		item = ++retry;
	} else return false;
	while (part < parts && isWild(part)) part++;
	return part === parts;
}
function tokenize(segment) {
	const tokens = [];
	for (let at = 0; at < segment.length; at++) {
		const character = segment.charAt(at);
		if (character === deepMark) return besideDeep;
		if (character === "*") {
			if (tokens.at(-1) !== star) tokens.push(star);
		} else if (character === "?") tokens.push(() => true);
		else if (character === "[") {
			const end = classEnd$1(segment, at);
			if (end === -1) return "has a `[` without its `]`; write a literal one as `[[]`";
			const test = characterClass(segment.slice(at + 1, end));
			if (typeof test === "string") return test;
			tokens.push(test);
			at = end;
		} else tokens.push(character);
	}
	return tokens;
}
/** Index of the `]` that ends the class opened at `open`; a `]` that comes first belongs to the class. -1 when there is none. */
function classEnd$1(text, open) {
	const first = open + (/^\[[!^]/.test(text.slice(open, open + 2)) ? 2 : 1);
	const end = text.indexOf("]", first + 1);
	const slash = text.indexOf("/", open);
	return slash !== -1 && slash < end ? -1 : end;
}
function characterClass(body) {
	if (body.includes("[:")) return "has a class with a name such as `[:alpha:]`; write it out, as in `[a-z]`";
	if (/[\ud800-\udfff]/.test(body)) return "has a character in brackets that takes two units, such as an emoji; use `?` twice";
	const negated = /^[!^]/.test(body);
	const members = negated ? body.slice(1) : body;
	const ranges = [];
	for (let at = 0; at < members.length; at++) {
		const from = members.charAt(at);
		const isRange = members.charAt(at + 1) === "-" && at + 2 < members.length;
		const to = isRange ? members.charAt(at + 2) : from;
		if (to < from) return `has the range \`${from}-${to}\` backwards; write \`${to}-${from}\``;
		ranges.push([from, to]);
		if (isRange) at += 2;
	}
	return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
/** `a{b,c}` as `ab`, `ac`. Stops as soon as the sum of all results would be longer than the budget. */
function expandBraces$1(pattern, budget) {
	const open = findOutsideClasses(pattern, 0, "{}");
	if (open === -1) {
		budget.left -= pattern.length + costOfAlternative;
		return budget.left < 0 ? "stands for too many alternatives; write fewer braces, or several patterns" : [pattern];
	}
	if (pattern.charAt(open) === "}") return "has a `}` without its `{`; write a literal one as `[}]`";
	const choices = [];
	let level = 0;
	let start = open + 1;
	let close = -1;
	for (let at = open; at !== -1 && close === -1; at = findOutsideClasses(pattern, at + 1, "{},")) {
		const character = pattern.charAt(at);
		if (character === "{") level++;
		if (character === "}") level--;
		if (level === 0 || level === 1 && character === ",") {
			choices.push(pattern.slice(start, at));
			start = at + 1;
		}
		if (level === 0) close = at;
	}
	if (close === -1) return "has a `{` without its `}`; write a literal one as `[{]`";
	if (choices.length === 1 && choices[0]?.includes("..")) return "has a range in braces; list the alternatives, as in `{1,2,3}`";
	const results = [];
	for (const choice of choices) {
		const expanded = expandBraces$1(pattern.slice(0, open) + choice + pattern.slice(close + 1), budget);
		if (typeof expanded === "string") return expanded;
		results.push(...expanded);
	}
	return results;
}
function findOutsideClasses(pattern, from, wanted) {
	for (let at = from; at < pattern.length; at++) {
		if (wanted.includes(pattern.charAt(at))) return at;
		if (pattern.charAt(at) === "[") {
			const end = classEnd$1(pattern, at);
			if (end !== -1) at = end;
		}
	}
	return -1;
}

// src/policy/globs.ts
/** Compiles a list of patterns that passed `globError`. Throws an Error (a bug of the caller) on one that did not. */
function compileGlobs(patterns) {
	const compiled = patterns.map(compile$2);
	const find = (path) => {
		const segments = cleanSegments(path);
		return segments === null ? -1 : compiled.findIndex((matches) => matches(segments));
	};
	return Object.assign((path) => find(path) !== -1, { which: (path) => patterns[find(path)] ?? null });
}
/**
* Compiles the `ship` list of a policy. `package.json` ships always, whatever the list says.
* Throws an Error (a bug of the caller) on a pattern that did not pass `globError`.
*/
function compileShip(patterns) {
	const compiled = patterns.map((pattern, index) => {
		const negated = pattern.startsWith("!");
		return {
			index,
			negated,
			matches: compile$2(negated ? pattern.slice(1) : pattern)
		};
	});
	const allowing = compiled.filter((glob) => !glob.negated);
	const stopping = compiled.filter((glob) => glob.negated);
	const judge = (path) => {
		if (path === "package.json") return {
			ships: true,
			pattern: null
		};
		const segments = cleanSegments(path);
		if (segments === null) return {
			ships: false,
			pattern: null
		};
		const stopped = stopping.find((glob) => glob.matches(segments));
		if (stopped !== void 0) return {
			ships: false,
			pattern: stopped.index
		};
		const allowed = allowing.find((glob) => glob.matches(segments));
		return {
			ships: allowed !== void 0,
			pattern: allowed?.index ?? null
		};
	};
	return Object.assign((path) => judge(path).ships, { judge });
}
/** Null when the pattern is good; else a clause that says what is wrong and what to write (`has a backslash; \u2026`). A leading `!` is wrong here. */
function globError(pattern) {
	const parsed = parsePattern(pattern);
	return typeof parsed === "string" ? parsed : null;
}
/** The pattern that matches this path and no other, for text that is pasted into a policy. A backslash or control character becomes `?`: no pattern can spell it. */
function globFor(path) {
	return path.replace(/^!|!(?=\()|^\s|\s$|[*?[{}]|[@+](?=\()|[\\\u0000-\u001f\u007f]/g, (character) => {
		if (character === "!") return "{!}";
		return /[\\\u0000-\u001f\u007f]/.test(character) ? "?" : `[${character}]`;
	});
}
function compile$2(pattern) {
	const parsed = parsePattern(pattern);
	if (typeof parsed === "string") throw new Error(`The glob ${JSON.stringify(pattern)} ${parsed}.`);
	const [only, ...more] = parsed;
	if (only !== void 0 && more.length === 0) return (segments) => matchParts(only, segments);
	return (segments) => parsed.some((parts) => matchParts(parts, segments));
}
/** Null for a path that no honest packer writes; nothing may match it. */
function cleanSegments(path) {
	const segments = path.split("/");
	return segments.some((segment) => segment === "" || segment === "." || segment === "..") ? null : segments;
}
function matchParts(parts, segments) {
	if (!fits(parts[0], segments[0]) || !fits(parts.at(-1), segments.at(-1))) return false;
	return matchWild(segments.length, parts.length, (part) => parts[part] === anyDepth, (part, position) => fits(parts[part], segments[position]));
}
function fits(part, segment) {
	return part === anyDepth || part !== void 0 && segment !== void 0 && part(segment);
}

// src/policy/waivers.ts
/**
* Applies waivers to the findings of one package. The first waiver in force that matches covers a finding; every other that
* matches counts as used too. A finding on the tarball as a whole has no file and cannot be waived.
* `today` is `YYYY-MM-DD`. Throws an Error (a bug of the caller) when it is not.
*/
function applyWaivers(request) {
	if (!isDate(request.today)) throw new Error(`Not a date: ${request.today}`);
	const forAudience = request.waivers.filter((waiver) => waiver.audience === null || waiver.audience === request.audience);
	const inForce = forAudience.filter((waiver) => holds$1(waiver.expires, request.today));
	const expired = forAudience.filter((waiver) => !inForce.includes(waiver));
	const matchers = inForce.map((waiver) => ({
		waiver,
		covers: coverage(waiver)
	}));
	const used = /* @__PURE__ */ new Set();
	const standing = [];
	const waived = [];
	for (const finding of request.findings) {
		const covering = matchers.filter(({ covers }) => covers(finding)).map(({ waiver }) => waiver);
		for (const waiver of covering) used.add(waiver);
		const [waiver] = covering;
		if (waiver === void 0) standing.push(finding);
		else waived.push({
			finding,
			waiver
		});
	}
	return {
		standing,
		waived,
		expired,
		used: inForce.filter((waiver) => used.has(waiver)),
		unused: inForce.filter((waiver) => !used.has(waiver))
	};
}
/** A waiver holds to the end of the day that it names; a date that cannot be read is in the past. */
function holds$1(expires, today) {
	return isDate(expires) && today <= expires;
}
/** A day of the calendar as `YYYY-MM-DD`. */
function isDate(text) {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
function coverage(waiver) {
	const files = compileGlobs(waiver.files);
	return (finding) => {
		if (finding.rule !== waiver.rule || finding.waivable === false) return false;
		const named = waiver.fingerprints === null || finding.fingerprint !== void 0 && waiver.fingerprints.includes(finding.fingerprint);
		const path = finding.path ?? (finding.field === null ? null : "package.json");
		return named && path !== null && files(path);
	};
}
/** What to say of a waiver that has ended, and what to do: its date is past, or cannot be read. */
function expiry({ rule, files, expires }) {
	const which = `the waiver of ${rule} for ${files.join(", ")}`;
	if (isDate(expires)) return {
		message: `${which} expired on ${expires}`,
		fix: "Mend what it waives and delete the waiver, or agree on a new `expires` with its owner."
	};
	return {
		message: `${which} has an end date that cannot be read, ${expires}, so it counts as expired`,
		fix: "Write `expires` as a day of the calendar, such as 2027-03-01."
	};
}

// node_modules/jsonc-parser/lib/esm/impl/scanner.js
/**
* Creates a JSON scanner on the given text.
* If ignoreTrivia is set, whitespaces or comments are ignored.
*/
function createScanner(text, ignoreTrivia = false) {
	const len = text.length;
	let pos = 0, value = "", tokenOffset = 0, token = 16, lineNumber = 0, lineStartOffset = 0, tokenLineStartOffset = 0, prevTokenLineStartOffset = 0, scanError = 0;
	function scanHexDigits(count, exact) {
		let digits = 0;
		let value = 0;
		while (digits < count || !exact) {
			let ch = text.charCodeAt(pos);
			if (ch >= 48 && ch <= 57) value = value * 16 + ch - 48;
			else if (ch >= 65 && ch <= 70) value = value * 16 + ch - 65 + 10;
			else if (ch >= 97 && ch <= 102) value = value * 16 + ch - 97 + 10;
			else break;
			pos++;
			digits++;
		}
		if (digits < count) value = -1;
		return value;
	}
	function setPosition(newPosition) {
		pos = newPosition;
		value = "";
		tokenOffset = 0;
		token = 16;
		scanError = 0;
	}
	function scanNumber() {
		let start = pos;
		if (text.charCodeAt(pos) === 48) pos++;
		else {
			pos++;
			while (pos < text.length && isDigit(text.charCodeAt(pos))) pos++;
		}
		if (pos < text.length && text.charCodeAt(pos) === 46) {
			pos++;
			if (pos < text.length && isDigit(text.charCodeAt(pos))) {
				pos++;
				while (pos < text.length && isDigit(text.charCodeAt(pos))) pos++;
			} else {
				scanError = 3;
				return text.substring(start, pos);
			}
		}
		let end = pos;
		if (pos < text.length && (text.charCodeAt(pos) === 69 || text.charCodeAt(pos) === 101)) {
			pos++;
			if (pos < text.length && text.charCodeAt(pos) === 43 || text.charCodeAt(pos) === 45) pos++;
			if (pos < text.length && isDigit(text.charCodeAt(pos))) {
				pos++;
				while (pos < text.length && isDigit(text.charCodeAt(pos))) pos++;
				end = pos;
			} else scanError = 3;
		}
		return text.substring(start, end);
	}
	function scanString() {
		let result = "", start = pos;
		while (true) {
			if (pos >= len) {
				result += text.substring(start, pos);
				scanError = 2;
				break;
			}
			const ch = text.charCodeAt(pos);
			if (ch === 34) {
				result += text.substring(start, pos);
				pos++;
				break;
			}
			if (ch === 92) {
				result += text.substring(start, pos);
				pos++;
				if (pos >= len) {
					scanError = 2;
					break;
				}
				switch (text.charCodeAt(pos++)) {
					case 34:
						result += "\"";
						break;
					case 92:
						result += "\\";
						break;
					case 47:
						result += "/";
						break;
					case 98:
						result += "\b";
						break;
					case 102:
						result += "\f";
						break;
					case 110:
						result += "\n";
						break;
					case 114:
						result += "\r";
						break;
					case 116:
						result += "	";
						break;
					case 117:
						const ch3 = scanHexDigits(4, true);
						if (ch3 >= 0) result += String.fromCharCode(ch3);
						else scanError = 4;
						break;
					default: scanError = 5;
				}
				start = pos;
				continue;
			}
			if (ch >= 0 && ch <= 31) {
				if (isLineBreak(ch)) {
					result += text.substring(start, pos);
					scanError = 2;
					break;
				} else scanError = 6;
			}
			pos++;
		}
		return result;
	}
	function scanNext() {
		value = "";
		scanError = 0;
		tokenOffset = pos;
		lineStartOffset = lineNumber;
		prevTokenLineStartOffset = tokenLineStartOffset;
		if (pos >= len) {
			tokenOffset = len;
			return token = 17;
		}
		let code = text.charCodeAt(pos);
		if (isWhiteSpace(code)) {
			do {
				pos++;
				value += String.fromCharCode(code);
				code = text.charCodeAt(pos);
			} while (isWhiteSpace(code));
			return token = 15;
		}
		if (isLineBreak(code)) {
			pos++;
			value += String.fromCharCode(code);
			if (code === 13 && text.charCodeAt(pos) === 10) {
				pos++;
				value += "\n";
			}
			lineNumber++;
			tokenLineStartOffset = pos;
			return token = 14;
		}
		switch (code) {
			case 123:
				pos++;
				return token = 1;
			case 125:
				pos++;
				return token = 2;
			case 91:
				pos++;
				return token = 3;
			case 93:
				pos++;
				return token = 4;
			case 58:
				pos++;
				return token = 6;
			case 44:
				pos++;
				return token = 5;
			case 34:
				pos++;
				value = scanString();
				return token = 10;
			case 47:
				const start = pos - 1;
				if (text.charCodeAt(pos + 1) === 47) {
					pos += 2;
					while (pos < len) {
						if (isLineBreak(text.charCodeAt(pos))) break;
						pos++;
					}
					value = text.substring(start, pos);
					return token = 12;
				}
				if (text.charCodeAt(pos + 1) === 42) {
					pos += 2;
					const safeLength = len - 1;
					let commentClosed = false;
					while (pos < safeLength) {
						const ch = text.charCodeAt(pos);
						if (ch === 42 && text.charCodeAt(pos + 1) === 47) {
							pos += 2;
							commentClosed = true;
							break;
						}
						pos++;
						if (isLineBreak(ch)) {
							if (ch === 13 && text.charCodeAt(pos) === 10) pos++;
							lineNumber++;
							tokenLineStartOffset = pos;
						}
					}
					if (!commentClosed) {
						pos++;
						scanError = 1;
					}
					value = text.substring(start, pos);
					return token = 13;
				}
				value += String.fromCharCode(code);
				pos++;
				return token = 16;
			case 45:
				value += String.fromCharCode(code);
				pos++;
				if (pos === len || !isDigit(text.charCodeAt(pos))) return token = 16;
			case 48:
			case 49:
			case 50:
			case 51:
			case 52:
			case 53:
			case 54:
			case 55:
			case 56:
			case 57:
				value += scanNumber();
				return token = 11;
			default:
				while (pos < len && isUnknownContentCharacter(code)) {
					pos++;
					code = text.charCodeAt(pos);
				}
				if (tokenOffset !== pos) {
					value = text.substring(tokenOffset, pos);
					switch (value) {
						case "true": return token = 8;
						case "false": return token = 9;
						case "null": return token = 7;
					}
					return token = 16;
				}
				value += String.fromCharCode(code);
				pos++;
				return token = 16;
		}
	}
	function isUnknownContentCharacter(code) {
		if (isWhiteSpace(code) || isLineBreak(code)) return false;
		switch (code) {
			case 125:
			case 93:
			case 123:
			case 91:
			case 34:
			case 58:
			case 44:
			case 47: return false;
		}
		return true;
	}
	function scanNextNonTrivia() {
		let result;
		do
			result = scanNext();
		while (result >= 12 && result <= 15);
		return result;
	}
	return {
		setPosition,
		getPosition: () => pos,
		scan: ignoreTrivia ? scanNextNonTrivia : scanNext,
		getToken: () => token,
		getTokenValue: () => value,
		getTokenOffset: () => tokenOffset,
		getTokenLength: () => pos - tokenOffset,
		getTokenStartLine: () => lineStartOffset,
		getTokenStartCharacter: () => tokenOffset - prevTokenLineStartOffset,
		getTokenError: () => scanError
	};
}
function isWhiteSpace(ch) {
	return ch === 32 || ch === 9;
}
function isLineBreak(ch) {
	return ch === 10 || ch === 13;
}
function isDigit(ch) {
	return ch >= 48 && ch <= 57;
}
var CharacterCodes;
(function(CharacterCodes) {
	CharacterCodes[CharacterCodes["lineFeed"] = 10] = "lineFeed";
	CharacterCodes[CharacterCodes["carriageReturn"] = 13] = "carriageReturn";
	CharacterCodes[CharacterCodes["space"] = 32] = "space";
	CharacterCodes[CharacterCodes["_0"] = 48] = "_0";
	CharacterCodes[CharacterCodes["_1"] = 49] = "_1";
	CharacterCodes[CharacterCodes["_2"] = 50] = "_2";
	CharacterCodes[CharacterCodes["_3"] = 51] = "_3";
	CharacterCodes[CharacterCodes["_4"] = 52] = "_4";
	CharacterCodes[CharacterCodes["_5"] = 53] = "_5";
	CharacterCodes[CharacterCodes["_6"] = 54] = "_6";
	CharacterCodes[CharacterCodes["_7"] = 55] = "_7";
	CharacterCodes[CharacterCodes["_8"] = 56] = "_8";
	CharacterCodes[CharacterCodes["_9"] = 57] = "_9";
	CharacterCodes[CharacterCodes["a"] = 97] = "a";
	CharacterCodes[CharacterCodes["b"] = 98] = "b";
	CharacterCodes[CharacterCodes["c"] = 99] = "c";
	CharacterCodes[CharacterCodes["d"] = 100] = "d";
	CharacterCodes[CharacterCodes["e"] = 101] = "e";
	CharacterCodes[CharacterCodes["f"] = 102] = "f";
	CharacterCodes[CharacterCodes["g"] = 103] = "g";
	CharacterCodes[CharacterCodes["h"] = 104] = "h";
	CharacterCodes[CharacterCodes["i"] = 105] = "i";
	CharacterCodes[CharacterCodes["j"] = 106] = "j";
	CharacterCodes[CharacterCodes["k"] = 107] = "k";
	CharacterCodes[CharacterCodes["l"] = 108] = "l";
	CharacterCodes[CharacterCodes["m"] = 109] = "m";
	CharacterCodes[CharacterCodes["n"] = 110] = "n";
	CharacterCodes[CharacterCodes["o"] = 111] = "o";
	CharacterCodes[CharacterCodes["p"] = 112] = "p";
	CharacterCodes[CharacterCodes["q"] = 113] = "q";
	CharacterCodes[CharacterCodes["r"] = 114] = "r";
	CharacterCodes[CharacterCodes["s"] = 115] = "s";
	CharacterCodes[CharacterCodes["t"] = 116] = "t";
	CharacterCodes[CharacterCodes["u"] = 117] = "u";
	CharacterCodes[CharacterCodes["v"] = 118] = "v";
	CharacterCodes[CharacterCodes["w"] = 119] = "w";
	CharacterCodes[CharacterCodes["x"] = 120] = "x";
	CharacterCodes[CharacterCodes["y"] = 121] = "y";
	CharacterCodes[CharacterCodes["z"] = 122] = "z";
	CharacterCodes[CharacterCodes["A"] = 65] = "A";
	CharacterCodes[CharacterCodes["B"] = 66] = "B";
	CharacterCodes[CharacterCodes["C"] = 67] = "C";
	CharacterCodes[CharacterCodes["D"] = 68] = "D";
	CharacterCodes[CharacterCodes["E"] = 69] = "E";
	CharacterCodes[CharacterCodes["F"] = 70] = "F";
	CharacterCodes[CharacterCodes["G"] = 71] = "G";
	CharacterCodes[CharacterCodes["H"] = 72] = "H";
	CharacterCodes[CharacterCodes["I"] = 73] = "I";
	CharacterCodes[CharacterCodes["J"] = 74] = "J";
	CharacterCodes[CharacterCodes["K"] = 75] = "K";
	CharacterCodes[CharacterCodes["L"] = 76] = "L";
	CharacterCodes[CharacterCodes["M"] = 77] = "M";
	CharacterCodes[CharacterCodes["N"] = 78] = "N";
	CharacterCodes[CharacterCodes["O"] = 79] = "O";
	CharacterCodes[CharacterCodes["P"] = 80] = "P";
	CharacterCodes[CharacterCodes["Q"] = 81] = "Q";
	CharacterCodes[CharacterCodes["R"] = 82] = "R";
	CharacterCodes[CharacterCodes["S"] = 83] = "S";
	CharacterCodes[CharacterCodes["T"] = 84] = "T";
	CharacterCodes[CharacterCodes["U"] = 85] = "U";
	CharacterCodes[CharacterCodes["V"] = 86] = "V";
	CharacterCodes[CharacterCodes["W"] = 87] = "W";
	CharacterCodes[CharacterCodes["X"] = 88] = "X";
	CharacterCodes[CharacterCodes["Y"] = 89] = "Y";
	CharacterCodes[CharacterCodes["Z"] = 90] = "Z";
	CharacterCodes[CharacterCodes["asterisk"] = 42] = "asterisk";
	CharacterCodes[CharacterCodes["backslash"] = 92] = "backslash";
	CharacterCodes[CharacterCodes["closeBrace"] = 125] = "closeBrace";
	CharacterCodes[CharacterCodes["closeBracket"] = 93] = "closeBracket";
	CharacterCodes[CharacterCodes["colon"] = 58] = "colon";
	CharacterCodes[CharacterCodes["comma"] = 44] = "comma";
	CharacterCodes[CharacterCodes["dot"] = 46] = "dot";
	CharacterCodes[CharacterCodes["doubleQuote"] = 34] = "doubleQuote";
	CharacterCodes[CharacterCodes["minus"] = 45] = "minus";
	CharacterCodes[CharacterCodes["openBrace"] = 123] = "openBrace";
	CharacterCodes[CharacterCodes["openBracket"] = 91] = "openBracket";
	CharacterCodes[CharacterCodes["plus"] = 43] = "plus";
	CharacterCodes[CharacterCodes["slash"] = 47] = "slash";
	CharacterCodes[CharacterCodes["formFeed"] = 12] = "formFeed";
	CharacterCodes[CharacterCodes["tab"] = 9] = "tab";
})(CharacterCodes || (CharacterCodes = {}));

// node_modules/jsonc-parser/lib/esm/impl/string-intern.js
const cachedSpaces = new Array(20).fill(0).map((_, index) => {
	return " ".repeat(index);
});
const maxCachedValues = 200;
const cachedBreakLinesWithSpaces = {
	" ": {
		"\n": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\n" + " ".repeat(index);
		}),
		"\r": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\r" + " ".repeat(index);
		}),
		"\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\r\n" + " ".repeat(index);
		})
	},
	"	": {
		"\n": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\n" + "	".repeat(index);
		}),
		"\r": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\r" + "	".repeat(index);
		}),
		"\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
			return "\r\n" + "	".repeat(index);
		})
	}
};

// node_modules/jsonc-parser/lib/esm/impl/parser.js
var ParseOptions;
(function(ParseOptions) {
	ParseOptions.DEFAULT = { allowTrailingComma: false };
})(ParseOptions || (ParseOptions = {}));
/**
* Parses the given text and returns the object the JSON content represents. On invalid input, the parser tries to be as fault tolerant as possible, but still return a result.
* Therefore always check the errors list to find out if the input was valid.
*/
function parse$1(text, errors = [], options = ParseOptions.DEFAULT) {
	let currentProperty = null;
	let currentParent = [];
	const previousParents = [];
	function onValue(value) {
		if (Array.isArray(currentParent)) currentParent.push(value);
		else if (currentProperty !== null) currentParent[currentProperty] = value;
	}
	visit(text, {
		onObjectBegin: () => {
			const object = {};
			onValue(object);
			previousParents.push(currentParent);
			currentParent = object;
			currentProperty = null;
		},
		onObjectProperty: (name) => {
			currentProperty = name;
		},
		onObjectEnd: () => {
			currentParent = previousParents.pop();
		},
		onArrayBegin: () => {
			const array = [];
			onValue(array);
			previousParents.push(currentParent);
			currentParent = array;
			currentProperty = null;
		},
		onArrayEnd: () => {
			currentParent = previousParents.pop();
		},
		onLiteralValue: onValue,
		onError: (error, offset, length) => {
			errors.push({
				error,
				offset,
				length
			});
		}
	}, options);
	return currentParent[0];
}
/**
* Parses the given text and returns a tree representation the JSON content. On invalid input, the parser tries to be as fault tolerant as possible, but still return a result.
*/
function parseTree$1(text, errors = [], options = ParseOptions.DEFAULT) {
	let currentParent = {
		type: "array",
		offset: -1,
		length: -1,
		children: [],
		parent: void 0
	};
	function ensurePropertyComplete(endOffset) {
		if (currentParent.type === "property") {
			currentParent.length = endOffset - currentParent.offset;
			currentParent = currentParent.parent;
		}
	}
	function onValue(valueNode) {
		currentParent.children.push(valueNode);
		return valueNode;
	}
	visit(text, {
		onObjectBegin: (offset) => {
			currentParent = onValue({
				type: "object",
				offset,
				length: -1,
				parent: currentParent,
				children: []
			});
		},
		onObjectProperty: (name, offset, length) => {
			currentParent = onValue({
				type: "property",
				offset,
				length: -1,
				parent: currentParent,
				children: []
			});
			currentParent.children.push({
				type: "string",
				value: name,
				offset,
				length,
				parent: currentParent
			});
		},
		onObjectEnd: (offset, length) => {
			ensurePropertyComplete(offset + length);
			currentParent.length = offset + length - currentParent.offset;
			currentParent = currentParent.parent;
			ensurePropertyComplete(offset + length);
		},
		onArrayBegin: (offset, length) => {
			currentParent = onValue({
				type: "array",
				offset,
				length: -1,
				parent: currentParent,
				children: []
			});
		},
		onArrayEnd: (offset, length) => {
			currentParent.length = offset + length - currentParent.offset;
			currentParent = currentParent.parent;
			ensurePropertyComplete(offset + length);
		},
		onLiteralValue: (value, offset, length) => {
			onValue({
				type: getNodeType(value),
				offset,
				length,
				parent: currentParent,
				value
			});
			ensurePropertyComplete(offset + length);
		},
		onSeparator: (sep, offset, length) => {
			if (currentParent.type === "property") {
				if (sep === ":") currentParent.colonOffset = offset;
				else if (sep === ",") ensurePropertyComplete(offset);
			}
		},
		onError: (error, offset, length) => {
			errors.push({
				error,
				offset,
				length
			});
		}
	}, options);
	const result = currentParent.children[0];
	if (result) delete result.parent;
	return result;
}
/**
* Parses the given text and invokes the visitor functions for each object, array and literal reached.
*/
function visit(text, visitor, options = ParseOptions.DEFAULT) {
	const _scanner = createScanner(text, false);
	const _jsonPath = [];
	let suppressedCallbacks = 0;
	function toNoArgVisit(visitFunction) {
		return visitFunction ? () => suppressedCallbacks === 0 && visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
	}
	function toOneArgVisit(visitFunction) {
		return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
	}
	function toOneArgVisitWithPath(visitFunction) {
		return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice()) : () => true;
	}
	function toBeginVisit(visitFunction) {
		return visitFunction ? () => {
			if (suppressedCallbacks > 0) suppressedCallbacks++;
			else if (visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice()) === false) suppressedCallbacks = 1;
		} : () => true;
	}
	function toEndVisit(visitFunction) {
		return visitFunction ? () => {
			if (suppressedCallbacks > 0) suppressedCallbacks--;
			if (suppressedCallbacks === 0) visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter());
		} : () => true;
	}
	const onObjectBegin = toBeginVisit(visitor.onObjectBegin), onObjectProperty = toOneArgVisitWithPath(visitor.onObjectProperty), onObjectEnd = toEndVisit(visitor.onObjectEnd), onArrayBegin = toBeginVisit(visitor.onArrayBegin), onArrayEnd = toEndVisit(visitor.onArrayEnd), onLiteralValue = toOneArgVisitWithPath(visitor.onLiteralValue), onSeparator = toOneArgVisit(visitor.onSeparator), onComment = toNoArgVisit(visitor.onComment), onError = toOneArgVisit(visitor.onError);
	const disallowComments = options && options.disallowComments;
	const allowTrailingComma = options && options.allowTrailingComma;
	function scanNext() {
		while (true) {
			const token = _scanner.scan();
			switch (_scanner.getTokenError()) {
				case 4:
					handleError(14);
					break;
				case 5:
					handleError(15);
					break;
				case 3:
					handleError(13);
					break;
				case 1:
					if (!disallowComments) handleError(11);
					break;
				case 2:
					handleError(12);
					break;
				case 6: handleError(16);
			}
			switch (token) {
				case 12:
				case 13:
					if (disallowComments) handleError(10);
					else onComment();
					break;
				case 16:
					handleError(1);
					break;
				case 15:
				case 14: break;
				default: return token;
			}
		}
	}
	function handleError(error, skipUntilAfter = [], skipUntil = []) {
		onError(error);
		if (skipUntilAfter.length + skipUntil.length > 0) {
			let token = _scanner.getToken();
			while (token !== 17) {
				if (skipUntilAfter.indexOf(token) !== -1) {
					scanNext();
					break;
				} else if (skipUntil.indexOf(token) !== -1) break;
				token = scanNext();
			}
		}
	}
	function parseString(isValue) {
		const value = _scanner.getTokenValue();
		if (isValue) onLiteralValue(value);
		else {
			onObjectProperty(value);
			_jsonPath.push(value);
		}
		scanNext();
		return true;
	}
	function parseLiteral() {
		switch (_scanner.getToken()) {
			case 11:
				const tokenValue = _scanner.getTokenValue();
				let value = Number(tokenValue);
				if (isNaN(value)) {
					handleError(2);
					value = 0;
				}
				onLiteralValue(value);
				break;
			case 7:
				onLiteralValue(null);
				break;
			case 8:
				onLiteralValue(true);
				break;
			case 9:
				onLiteralValue(false);
				break;
			default: return false;
		}
		scanNext();
		return true;
	}
	function parseProperty() {
		if (_scanner.getToken() !== 10) {
			handleError(3, [], [2, 5]);
			return false;
		}
		parseString(false);
		if (_scanner.getToken() === 6) {
			onSeparator(":");
			scanNext();
			if (!parseValue()) handleError(4, [], [2, 5]);
		} else handleError(5, [], [2, 5]);
		_jsonPath.pop();
		return true;
	}
	function parseObject() {
		onObjectBegin();
		scanNext();
		let needsComma = false;
		while (_scanner.getToken() !== 2 && _scanner.getToken() !== 17) {
			if (_scanner.getToken() === 5) {
				if (!needsComma) handleError(4, [], []);
				onSeparator(",");
				scanNext();
				if (_scanner.getToken() === 2 && allowTrailingComma) break;
			} else if (needsComma) handleError(6, [], []);
			if (!parseProperty()) handleError(4, [], [2, 5]);
			needsComma = true;
		}
		onObjectEnd();
		if (_scanner.getToken() !== 2) handleError(7, [2], []);
		else scanNext();
		return true;
	}
	function parseArray() {
		onArrayBegin();
		scanNext();
		let isFirstElement = true;
		let needsComma = false;
		while (_scanner.getToken() !== 4 && _scanner.getToken() !== 17) {
			if (_scanner.getToken() === 5) {
				if (!needsComma) handleError(4, [], []);
				onSeparator(",");
				scanNext();
				if (_scanner.getToken() === 4 && allowTrailingComma) break;
			} else if (needsComma) handleError(6, [], []);
			if (isFirstElement) {
				_jsonPath.push(0);
				isFirstElement = false;
			} else _jsonPath[_jsonPath.length - 1]++;
			if (!parseValue()) handleError(4, [], [4, 5]);
			needsComma = true;
		}
		onArrayEnd();
		if (!isFirstElement) _jsonPath.pop();
		if (_scanner.getToken() !== 4) handleError(8, [4], []);
		else scanNext();
		return true;
	}
	function parseValue() {
		switch (_scanner.getToken()) {
			case 3: return parseArray();
			case 1: return parseObject();
			case 10: return parseString(true);
			default: return parseLiteral();
		}
	}
	scanNext();
	if (_scanner.getToken() === 17) {
		if (options.allowEmptyContent) return true;
		handleError(4, [], []);
		return false;
	}
	if (!parseValue()) {
		handleError(4, [], []);
		return false;
	}
	if (_scanner.getToken() !== 17) handleError(9, [], []);
	return true;
}
function getNodeType(value) {
	switch (typeof value) {
		case "boolean": return "boolean";
		case "number": return "number";
		case "string": return "string";
		case "object":
			if (!value) return "null";
			else if (Array.isArray(value)) return "array";
			return "object";
		default: return "null";
	}
}

// node_modules/jsonc-parser/lib/esm/main.js
var ScanError;
(function(ScanError) {
	ScanError[ScanError["None"] = 0] = "None";
	ScanError[ScanError["UnexpectedEndOfComment"] = 1] = "UnexpectedEndOfComment";
	ScanError[ScanError["UnexpectedEndOfString"] = 2] = "UnexpectedEndOfString";
	ScanError[ScanError["UnexpectedEndOfNumber"] = 3] = "UnexpectedEndOfNumber";
	ScanError[ScanError["InvalidUnicode"] = 4] = "InvalidUnicode";
	ScanError[ScanError["InvalidEscapeCharacter"] = 5] = "InvalidEscapeCharacter";
	ScanError[ScanError["InvalidCharacter"] = 6] = "InvalidCharacter";
})(ScanError || (ScanError = {}));
var SyntaxKind;
(function(SyntaxKind) {
	SyntaxKind[SyntaxKind["OpenBraceToken"] = 1] = "OpenBraceToken";
	SyntaxKind[SyntaxKind["CloseBraceToken"] = 2] = "CloseBraceToken";
	SyntaxKind[SyntaxKind["OpenBracketToken"] = 3] = "OpenBracketToken";
	SyntaxKind[SyntaxKind["CloseBracketToken"] = 4] = "CloseBracketToken";
	SyntaxKind[SyntaxKind["CommaToken"] = 5] = "CommaToken";
	SyntaxKind[SyntaxKind["ColonToken"] = 6] = "ColonToken";
	SyntaxKind[SyntaxKind["NullKeyword"] = 7] = "NullKeyword";
	SyntaxKind[SyntaxKind["TrueKeyword"] = 8] = "TrueKeyword";
	SyntaxKind[SyntaxKind["FalseKeyword"] = 9] = "FalseKeyword";
	SyntaxKind[SyntaxKind["StringLiteral"] = 10] = "StringLiteral";
	SyntaxKind[SyntaxKind["NumericLiteral"] = 11] = "NumericLiteral";
	SyntaxKind[SyntaxKind["LineCommentTrivia"] = 12] = "LineCommentTrivia";
	SyntaxKind[SyntaxKind["BlockCommentTrivia"] = 13] = "BlockCommentTrivia";
	SyntaxKind[SyntaxKind["LineBreakTrivia"] = 14] = "LineBreakTrivia";
	SyntaxKind[SyntaxKind["Trivia"] = 15] = "Trivia";
	SyntaxKind[SyntaxKind["Unknown"] = 16] = "Unknown";
	SyntaxKind[SyntaxKind["EOF"] = 17] = "EOF";
})(SyntaxKind || (SyntaxKind = {}));
/**
* Parses the given text and returns the object the JSON content represents. On invalid input, the parser tries to be as fault tolerant as possible, but still return a result.
* Therefore, always check the errors list to find out if the input was valid.
*/
const parse = parse$1;
/**
* Parses the given text and returns a tree representation the JSON content. On invalid input, the parser tries to be as fault tolerant as possible, but still return a result.
*/
const parseTree = parseTree$1;
var ParseErrorCode;
(function(ParseErrorCode) {
	ParseErrorCode[ParseErrorCode["InvalidSymbol"] = 1] = "InvalidSymbol";
	ParseErrorCode[ParseErrorCode["InvalidNumberFormat"] = 2] = "InvalidNumberFormat";
	ParseErrorCode[ParseErrorCode["PropertyNameExpected"] = 3] = "PropertyNameExpected";
	ParseErrorCode[ParseErrorCode["ValueExpected"] = 4] = "ValueExpected";
	ParseErrorCode[ParseErrorCode["ColonExpected"] = 5] = "ColonExpected";
	ParseErrorCode[ParseErrorCode["CommaExpected"] = 6] = "CommaExpected";
	ParseErrorCode[ParseErrorCode["CloseBraceExpected"] = 7] = "CloseBraceExpected";
	ParseErrorCode[ParseErrorCode["CloseBracketExpected"] = 8] = "CloseBracketExpected";
	ParseErrorCode[ParseErrorCode["EndOfFileExpected"] = 9] = "EndOfFileExpected";
	ParseErrorCode[ParseErrorCode["InvalidCommentToken"] = 10] = "InvalidCommentToken";
	ParseErrorCode[ParseErrorCode["UnexpectedEndOfComment"] = 11] = "UnexpectedEndOfComment";
	ParseErrorCode[ParseErrorCode["UnexpectedEndOfString"] = 12] = "UnexpectedEndOfString";
	ParseErrorCode[ParseErrorCode["UnexpectedEndOfNumber"] = 13] = "UnexpectedEndOfNumber";
	ParseErrorCode[ParseErrorCode["InvalidUnicode"] = 14] = "InvalidUnicode";
	ParseErrorCode[ParseErrorCode["InvalidEscapeCharacter"] = 15] = "InvalidEscapeCharacter";
	ParseErrorCode[ParseErrorCode["InvalidCharacter"] = 16] = "InvalidCharacter";
})(ParseErrorCode || (ParseErrorCode = {}));

// src/attribution/manifest-lines.ts
/**
* Finds fields by their dotted path (`scripts.postinstall`, `exports../sub.import`, `files.0`). Keys may hold dots and slashes
* themselves, so at each level the longest key that fits is tried first. A text that is no JSON has no fields.
*/
function manifestLines(text) {
	const json = text.replace(/^\uFEFF/, "");
	let parsed = null;
	const parse = () => {
		parsed ??= {
			root: treeOf(json),
			lineAt: lineCounter(json)
		};
		return parsed;
	};
	const childrenOf = rememberedChildren();
	const asked = /* @__PURE__ */ new Map();
	const find = (field) => {
		const found = asked.get(field) ?? descend(parse().root, field, childrenOf);
		asked.set(field, found);
		return found;
	};
	const lineAt = (offset) => parse().lineAt(offset);
	return {
		line(field) {
			const { place } = find(field);
			return place === null ? null : lineAt(place.offset);
		},
		nearest(field) {
			const { place, nearest } = find(field);
			const node = place ?? nearest;
			return node === null ? 1 : lineAt(node.offset);
		}
	};
}
/** jsonc-parser recurses; a manifest nested so deep that it cannot is one without lines. */
function treeOf(text) {
	try {
		return parseTree(text) ?? null;
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}
/** However the keys cut the path, each node of the tree is looked at once at most: it has but one way to be reached. */
function descend(node, field, childrenOf) {
	if (node === null) return nowhere;
	const { byKey, lengths } = childrenOf(node);
	let nearest = null;
	for (const length of lengths) {
		if (length > field.length || length < field.length && field[length] !== ".") continue;
		const child = byKey.get(field.slice(0, length));
		if (child === void 0) continue;
		const { place, value } = child;
		if (length === field.length) return {
			place,
			nearest: place
		};
		const found = descend(value, field.slice(length + 1), childrenOf);
		if (found.place !== null) return found;
		nearest ??= found.nearest ?? place;
	}
	return {
		place: null,
		nearest
	};
}
const nowhere = {
	place: null,
	nearest: null
};
/** Sorted once for each node, because a manifest can have tens of thousands of findings. */
function rememberedChildren() {
	const known = /* @__PURE__ */ new Map();
	return (node) => {
		const children = known.get(node) ?? sortedChildren(node);
		known.set(node, children);
		return children;
	};
}
function sortedChildren({ type, children = [] }) {
	const byKey = /* @__PURE__ */ new Map();
	for (const [index, place] of children.entries()) {
		if (type === "array") byKey.set(String(index), {
			place,
			value: place
		});
		const [key, value] = type === "array" ? [] : place.children ?? [];
		if (typeof key?.value === "string") byKey.set(key.value, {
			place,
			value: value ?? null
		});
	}
	return {
		byKey,
		lengths: [...new Set([...byKey.keys()].map((key) => key.length))].sort((one, other) => other - one)
	};
}
function lineCounter(text) {
	const ends = [...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length);
	return (offset) => {
		let low = 0;
		let high = ends.length;
		while (low < high) {
			const middle = low + high >> 1;
			if ((ends[middle] ?? 0) <= offset) low = middle + 1;
			else high = middle;
		}
		return low + 1;
	};
}

// src/policy/policy-file.ts
/** Where a policy is looked for, and so where a new one goes. */
const defaultPolicyFile = ".github/lastgate.yml";
/** Where a line goes in the policy, for a fix; `file` is null while there is none. */
function belowKey(key, file) {
	return file === null ? `below \`${key}:\` in a new ${defaultPolicyFile}, which begins with \`version: 1\`` : `below \`${key}\` in ${file}`;
}

// src/report/format.ts
const UNITS = [
	"kB",
	"MB",
	"GB",
	"TB"
];
/** Bytes for people, in powers of 1000 as the policy's limits are: `812 B`, `59.8 MB`. */
function size(bytes) {
	if (bytes < 1e3) return `${bytes} B`;
	let value = bytes;
	let unit = "";
	for (const next of UNITS) {
		if (unit !== "" && value < 999.95) break;
		value /= 1e3;
		unit = next;
	}
	return `${value.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}
/** A whole number with its thousands apart, the same on every machine: `8,711`. */
function number$1(value) {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
/** `1 file`, `8,711 files`. */
function count(amount, noun) {
	return `${number$1(amount)} ${amount === 1 ? noun : `${noun}s`}`;
}
/** The first of a list, and how many more there are: `a, b, c and 37 more`. */
function some(texts, most) {
	const rest = texts.length - most;
	return rest > 0 ? `${texts.slice(0, most).join(", ")} and ${number$1(rest)} more` : texts.join(", ");
}
/** A place in the repository, as editors and terminals open it: `package.json:34`. */
function place(at) {
	return at.line === null ? at.file : `${at.file}:${at.line}`;
}
/** Rules whose findings are about the policy itself, and stand under the first package only because every finding stands under one. */
const ABOUT_POLICY = ["expired-waiver", "unused-waiver"];
/** What a finding is about: the file (and line), the manifest's field, the policy, or the tarball as a whole. */
function subject$1({ rule, path, field, line }) {
	if (field !== null) return `${path ?? "package.json"} \u203a ${field}`;
	if (path === null) return ABOUT_POLICY.includes(rule) ? "the policy" : "the tarball";
	return line === null ? path : `${path}:${line}`;
}
/** At most `most` UTF-16 units of a text, never half a character; what is left out is counted. */
function clip(text, most) {
	if (text.length <= most) return text;
	const split = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
	return `${text.slice(0, split)}\u2026 (${number$1(text.length - split)} more characters)`;
}
/** How much there is: `2,751 errors, 98.8 MB`; the bytes only when they are more than one line already says. */
function extent(amount, noun, bytes) {
	return amount > 1 && bytes !== null ? `${count(amount, noun)}, ${size(bytes)}` : count(amount, noun);
}
/** `npm 11.21.2`; nothing for a tarball that no package manager packed here. */
function packerName(packedWith) {
	return packedWith === null ? "" : `${packedWith.name} ${packedWith.version}`;
}

// src/rules/rule-options.ts
/**
* The options of a rule beside `level` and `reason`. Their schema is loaded when there is a policy: to load zod takes longer than to
* judge a small tarball.
*/
var RuleOptions = class {
	#initial;
	#make;
	#schema = null;
	/** `initial` is what the schema makes of no options at all; a test holds it to that. */
	constructor(initial, make) {
		this.#initial = initial;
		this.#make = make;
	}
	get initial() {
		return this.#initial;
	}
	/** Await it before the options of a policy are looked at. */
	async load() {
		this.#schema ??= this.#make((await import("./values.js")).kit);
		return this.#schema;
	}
	/** The options as the rule wants them. Throws when they are not valid. */
	read(given) {
		return isNone(given) ? this.#initial : this.#loaded().parse(given);
	}
	/** What is wrong with them, in the words of the schema; null when nothing is. */
	faultIn(given) {
		return isNone(given) ? null : this.#loaded().safeParse(given).error?.issues[0]?.message ?? null;
	}
	#loaded() {
		if (this.#schema === null) throw new Error("The options of a rule were looked at before their schema was loaded");
		return this.#schema;
	}
};
function isNone(given) {
	return given === void 0 || typeof given === "object" && given !== null && Object.keys(given).length === 0;
}

// src/rules/rule.ts
/** The options of most rules. */
const noOptions = new RuleOptions({}, ({ z }) => z.strictObject({}));
/** Keeps the option type together with the rule that declares it, and forgets it for the list of all rules. */
function defineRule(rule) {
	return {
		...rule,
		start: (context) => rule.start({
			...context,
			options: rule.options.read(context.options)
		})
	};
}

// src/rules/policy-relaxed.ts
/** Said by the judge, who alone sees both policies; see relaxations. */
const policyRelaxed = defineRule({
	id: "policy-relaxed",
	title: "The change lets through what the policy before it does not",
	catches: "On a pull request and in a merge queue: findings that stand under the policy of the base commit and not, or only as warnings, under the changed one, with the policy line that lets them through. A deleted policy, a lower level, a new waiver, another `extends`, a wider `ship`, a removed `require` or limit, and an audience that `publishConfig` switches are all seen by what they let through. The level is the stricter of the two policies' levels, no waiver covers it, and it never weighs more than what it lets through. Left alone: a stricter policy, a change of the policy that lets nothing through yet, and the lines of the artifact list, whose review is their purpose.",
	incident: "No public case by name: it is the shape of every check whose settings lie beside the code. The pull request that brings the leak also brings the line that allows it.",
	fix: "Leave the exception out of this change; if it is meant, have it approved by the owners of the policy, because no change can approve its own.",
	options: noOptions,
	start: () => ({})
});

// src/relaxation.ts
/** Most names that one finding spells out. */
const mostNamed$1 = 5;
/**
* What stands under the policy of the base commit and not, or only as a warning, under the changed one: one finding for each rule and
* each place that lets something through. Both views are of the same bytes.
*/
function relaxations(base, head, source) {
	const level = strictest$1(levelOf$3(base.policy), levelOf$3(head.policy));
	if (level === "off") return [];
	const groups = /* @__PURE__ */ new Map();
	for (const lost of lostFindings(base.standing, head.standing)) {
		const reason = reasonOf(lost, base.policy, head, source);
		const key = JSON.stringify([
			lost.finding.rule,
			lost.now,
			reason
		]);
		const group = groups.get(key) ?? {
			reason,
			lost: []
		};
		groups.set(key, group);
		group.lost.push(lost);
	}
	return [...groups.values()].map(({ reason, lost }) => describe(reason, lost, level));
}
/**
* What the change of one rule's level lets go of `findings`, which have the level of `before`.
* @param relaxed level of `policy-relaxed`
* @param policyFile where the level was set, when no line sets it any more
*/
function levelRelaxation({ before, after, at }, findings, relaxed, policyFile) {
	if (relaxed === "off" || findings.length === 0 || before === after || strictest$1(before, after) === after) return [];
	const now = after === "off" ? "nothing" : "a warning";
	const words = `the rule goes from \`${before}\` to \`${after}\``;
	const place = at === null ? {
		file: policyFile,
		line: null
	} : {
		file: at.file,
		line: at.line
	};
	const lost = findings.map((finding) => ({
		finding,
		now
	}));
	return [describe({
		words,
		at: place
	}, lost, relaxed)];
}
/**
* Pairs the findings of the two policies and returns what has no partner of its level. Messages tell a limit's value, so two that differ
* only from their first figure on are one finding, and so are two on the same path.
*/
function lostFindings(base, head) {
	const what = ({ rule, path, field, line, fingerprint }) => [
		rule,
		path,
		field,
		line,
		fingerprint
	];
	const keys = [
		(finding) => JSON.stringify([...what(finding), finding.message]),
		(finding) => JSON.stringify([...what(finding), finding.message.replace(/\d[\s\S]*$/, "")]),
		(finding) => finding.path === null && finding.field === null ? null : JSON.stringify(what(finding))
	];
	const partners = /* @__PURE__ */ new Map();
	const taken = /* @__PURE__ */ new Set();
	for (const keyOf of keys) {
		const free = /* @__PURE__ */ new Map();
		for (const finding of head) {
			const key = taken.has(finding) ? null : keyOf(finding);
			if (key === null) continue;
			const alike = free.get(key);
			if (alike === void 0) free.set(key, [finding]);
			else alike.push(finding);
		}
		for (const finding of base) {
			const key = partners.has(finding) ? null : keyOf(finding);
			if (key === null) continue;
			const partner = free.get(key)?.shift();
			if (partner === void 0) continue;
			partners.set(finding, partner);
			taken.add(partner);
		}
	}
	return base.flatMap((finding) => {
		const partner = partners.get(finding);
		if (partner === void 0) return [{
			finding,
			now: "nothing"
		}];
		return finding.level === "error" && partner.level === "warn" ? [{
			finding,
			now: "a warning"
		}] : [];
	});
}
function reasonOf({ finding }, base, head, source) {
	const policyFile = {
		file: head.policy.file ?? base.file ?? ".github/lastgate.yml",
		line: null
	};
	const at = (place) => place === null || place === void 0 ? policyFile : {
		file: place.file,
		line: place.line
	};
	if (base.audience !== head.policy.audience) return {
		words: `the audience goes from \`${base.audience}\` to \`${head.policy.audience}\``,
		at: publishConfig$1(source) ?? policyFile
	};
	const waived = head.waived.find((each) => each.finding.rule === finding.rule && each.finding.path === finding.path && each.finding.field === finding.field && each.finding.fingerprint === finding.fingerprint);
	if (waived !== void 0) return {
		words: "a waiver covers it",
		at: at(waived.waiver.at)
	};
	const [before, after] = [base.rules.get(finding.rule), head.policy.rules.get(finding.rule)];
	if (before?.level !== after?.level) return {
		words: `the rule goes from \`${before?.level}\` to \`${after?.level}\``,
		at: at(after?.at)
	};
	if (finding.rule === "unlisted-file" && finding.path !== null && head.policy.ship !== null) {
		const { pattern } = compileShip(head.policy.ship.map(({ value }) => value)).judge(finding.path);
		const entry = pattern === null ? void 0 : head.policy.ship[pattern];
		if (entry !== void 0) return {
			words: `\`ship\` lists \`${entry.value}\``,
			at: at(entry.at)
		};
	}
	if (finding.rule === "size-limit") {
		const wider = limitKeys.map((key) => ({
			before: base.limits[key],
			after: head.policy.limits[key]
		})).find((limit) => limit.before !== null && limit.after !== null && limit.after.value > limit.before.value);
		if (wider !== void 0) return {
			words: "a limit was raised",
			at: at(wider.after?.at)
		};
	}
	if (JSON.stringify(before?.options) !== JSON.stringify(after?.options)) return {
		words: "the options of the rule changed",
		at: at(after?.at)
	};
	return {
		words: "the policy no longer asks for it",
		at: policyFile
	};
}
const limitKeys = [
	"packed",
	"unpacked",
	"file",
	"files",
	"growth"
];
function publishConfig$1({ directory, manifestText }) {
	if (directory === null || manifestText === null) return null;
	return {
		file: directory === "" ? "package.json" : `${directory}/package.json`,
		line: manifestLines(manifestText).nearest("publishConfig")
	};
}
function describe({ words, at }, lost, level) {
	const [first] = lost;
	if (first === void 0) throw new Error("A relaxation without a finding");
	const { rule, path, field } = first.finding;
	const names = lost.map(({ finding }) => finding.path ?? finding.message);
	const amount = `${count(lost.length, "finding")} of \`${rule}\``;
	const verb = lost.length === 1 ? "stands" : "stand";
	const left = first.now === "nothing" ? "not under this one" : "only as a warning under this one";
	const isError = lost.some(({ finding }) => finding.level === "error");
	return {
		rule: policyRelaxed.id,
		level: isError ? level : "warn",
		path,
		field,
		line: null,
		message: `${amount} ${verb} under the policy of the base commit and ${left}, because ${words}: ${some([...new Set(names)], mostNamed$1)}`,
		why: null,
		fix: policyRelaxed.fix,
		at
	};
}
function levelOf$3(policy) {
	return policy.rules.get(policyRelaxed.id)?.level ?? "error";
}
/** A change that lowers the level of this very rule changes nothing. */
function strictest$1(one, other) {
	if (one === "error" || other === "error") return "error";
	return one === "warn" || other === "warn" ? "warn" : "off";
}

// src/about-waivers.ts
const rules$1 = ["expired-waiver", "unused-waiver"];
/** What all packages together tell of the waivers. `partial`: there are packages that were not judged, and could have used one. */
function waiverFacts(judged, partial) {
	return joinFacts([{
		seen: [],
		levels: [],
		relaxed: "off",
		partial
	}, ...judged.map(factsOf$2)]);
}
function factsOf$2({ waivers: { expired, used, unused }, policy, base }) {
	return {
		seen: [
			...expired.map((waiver) => ({
				waiver,
				state: "expired"
			})),
			...used.map((waiver) => ({
				waiver,
				state: "used"
			})),
			...unused.map((waiver) => ({
				waiver,
				state: "unused"
			}))
		].map(({ waiver: { rule, files, expires, fingerprints, at }, state }) => ({
			rule,
			files,
			expires,
			fingerprints,
			at,
			state
		})),
		levels: rules$1.map((rule) => ({
			rule,
			before: levelOf$2(base ?? policy, rule),
			after: levelOf$2(policy, rule),
			at: policy.rules.get(rule)?.at ?? null
		})),
		relaxed: base === null ? "off" : strictest$1(levelOf$2(base, "policy-relaxed"), levelOf$2(policy, "policy-relaxed")),
		partial: false
	};
}
function levelOf$2(policy, rule) {
	return policy.rules.get(rule)?.level ?? "error";
}
/** The facts of several parts of a run as if one run had seen all. The order of the parts does not matter. */
function joinFacts(parts) {
	const seen = /* @__PURE__ */ new Map();
	for (const each of parts.flatMap((part) => part.seen)) {
		const { state: _, ...waiver } = each;
		const key = JSON.stringify([placeKey(waiver.at), waiver]);
		const known = seen.get(key);
		if (known === void 0 || states.indexOf(each.state) < states.indexOf(known.state)) seen.set(key, each);
	}
	const levels = /* @__PURE__ */ new Map();
	for (const each of parts.flatMap((part) => part.levels)) {
		const known = levels.get(each.rule);
		levels.set(each.rule, known === void 0 ? each : joinLevels(known, each));
	}
	return {
		seen: [...seen].sort(([a], [b]) => a < b ? -1 : 1).map(([, each]) => each),
		levels: rules$1.flatMap((rule) => levels.get(rule) ?? []),
		relaxed: parts.reduce((level, part) => strictest$1(level, part.relaxed), "off"),
		partial: parts.some((part) => part.partial)
	};
}
/** What one package says outweighs what another one does not know of. */
const states = [
	"expired",
	"used",
	"unused"
];
function joinLevels(one, other) {
	const after = strictest$1(one.after, other.after);
	const [first, second] = [one, other].filter((each) => each.after === after);
	const earlier = second !== void 0 && placeKey(second.at) < placeKey(first?.at ?? null) ? second : first;
	return {
		rule: one.rule,
		before: strictest$1(one.before, other.before),
		after,
		at: earlier?.at ?? null
	};
}
/** Sorts by file, line and column; no place comes last. */
function placeKey(at) {
	if (at === null) return "\uffff";
	return [at.file, ...[at.line, at.column].map((each) => String(each).padStart(10, "0"))].join("\0");
}
/**
* What is wrong with the waivers themselves: an expired one is said once, one is unused only when it served no package, and none is
* called unused when there are packages that were not judged. Then what a change of these rules' levels lets go, first.
* `policyFile` is where a level was set that no line sets any more.
*/
function waiverFindings({ seen, levels, relaxed, partial }, policyFile) {
	const findings = levels.map((level) => {
		const problems = seen.flatMap((each) => problemOf$5(each, level.rule, partial));
		const found = (at) => at === "off" ? [] : problems.map(({ message, fix, place }) => ({
			rule: level.rule,
			level: at,
			path: null,
			field: null,
			line: null,
			message,
			why: null,
			fix,
			at: place === null ? null : {
				file: place.file,
				line: place.line
			}
		}));
		return {
			level,
			before: found(level.before),
			after: found(level.after)
		};
	});
	return [...findings.flatMap(({ level, before }) => levelRelaxation(level, before, relaxed, policyFile)), ...findings.flatMap(({ after }) => after)];
}
function problemOf$5(waiver, rule, partial) {
	if (waiver.state === "expired" && rule === "expired-waiver") return [{
		...expiry(waiver),
		place: waiver.at
	}];
	if (waiver.state !== "unused" || rule !== "unused-waiver" || partial) return [];
	return [{
		message: `the waiver of ${waiver.rule} for ${waiver.files.join(", ")} covers nothing`,
		fix: waiver.fingerprints === null ? "Delete the waiver, or correct its `files`." : "Delete the waiver, or correct its `files` or `fingerprints`.",
		place: waiver.at
	}];
}

// src/failure.ts
/**
* The gate could not judge. The message is one sentence for the user: what is wrong, where, and what to do.
* One subclass per kind of failure; anything that is not a CouldNotJudge is a bug and shows its stack.
*/
var CouldNotJudge = class extends Error {
	/** Where the user should look (file, and line when known), if anywhere in the repository. */
	at;
	/** Further material below the sentence: the last lines of a child's output, a list. Untrusted text. */
	detail;
	constructor(message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = new.target.name;
		this.at = options.at ?? null;
		this.detail = options.detail ?? [];
	}
};

// src/pack/environment.ts
/**
* What a child process must not inherit. A name is matched whole and in any letter case, because Windows is blind to case.
* What a team sets for its own build (cloud credentials, NODE_OPTIONS) stays: the gate cannot know what a script needs.
*/
const removed = [
	{
		name: /^ACTIONS_.*$/i,
		kind: "runner"
	},
	{
		name: /^INPUT_.*$/i,
		kind: "runner"
	},
	{
		name: /^GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$/i,
		kind: "runner"
	},
	{
		name: /^(GITHUB|GH)(_ENTERPRISE)?_TOKEN$/i,
		kind: "runner"
	},
	{
		name: /^RUNNER_.*TOKEN.*$/i,
		kind: "runner"
	},
	{
		name: /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN|NPM_ID_TOKEN|SIGSTORE_ID_TOKEN)$/i,
		kind: "registry-credential"
	},
	{
		name: /^YARN_NPM_(AUTH_TOKEN|AUTH_IDENT)$/i,
		kind: "registry-credential"
	},
	{
		name: /^(npm|pnpm)_config_.*(auth|password|username|otp|token).*$/i,
		kind: "registry-credential"
	},
	{
		name: /^(npm|pnpm)_config_(.*:)?(cert|certfile|key|keyfile)$/i,
		kind: "registry-credential"
	},
	{
		name: /^p?npm_config_(workspaces?|include[-_]workspace[-_]root|dry[-_]run|pack[-_]destination|recursive|filter)$/i,
		kind: "outer-npm"
	},
	{
		name: /^npm_(package|lifecycle)_.*$/i,
		kind: "outer-npm"
	}
];
/**
* The environment for a child process: no runner tokens, no command files, no action inputs, no registry credentials.
* `registryCredentials: "keep"` is for commands that read from a registry and run nobody's scripts.
*/
function cleanEnvironment(environment, options = {}) {
	const rows = options.registryCredentials === "keep" ? removed.filter(({ kind }) => kind !== "registry-credential") : removed;
	const clean = {};
	for (const [name, value] of Object.entries(environment)) if (value !== void 0 && !rows.some((row) => row.name.test(name))) clean[name] = value;
	return clean;
}
/** Variables that an .npmrc or a .yarnrc.yml often takes a token from. */
const referenced = /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN|GITHUB_TOKEN|GH_TOKEN)$/;
/**
* The environment for whatever packs: clean, but a variable that settings may refer to as `${NPM_TOKEN}` stays, with nothing in
* it. Yarn of any major refuses to start when such a variable does not exist.
* @see https://yarnpkg.com/configuration/yarnrc ("environment variables")
*/
function packEnvironment(environment) {
	const emptied = Object.keys(environment).filter((name) => referenced.test(name) && environment[name] !== void 0);
	return {
		...cleanEnvironment(environment),
		...Object.fromEntries(emptied.map((name) => [name, ""]))
	};
}

// src/baseline/worktree.ts
/** git is there and knows the repository, yet cannot list its files. */
var GitUnreadable = class extends CouldNotJudge {
	kind = "git-unreadable";
	constructor(root, detail) {
		super(`git cannot list the files of ${root}: mend the repository, or check it out again.`, { detail });
	}
};
/** Variables by which a hook or a wrapper points git at another repository than the folder's own. */
const redirects = /^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|NAMESPACE|PREFIX)$/i;
const settings$1 = ["safe.directory=*", "core.fsmonitor=false"].flatMap((setting) => ["-c", setting]);
/**
* Runs git without a terminal or locks, and without a request that `args` do not ask for. A git that is not installed, or that takes
* longer than `timeout` milliseconds, is a failed result.
*/
async function git(folder, args, environment, { timeout = 0 } = {}) {
	const options = {
		cwd: folder,
		env: {
			...Object.fromEntries(Object.entries(cleanEnvironment(environment)).filter(([name]) => !redirects.test(name))),
			GIT_OPTIONAL_LOCKS: "0",
			GIT_TERMINAL_PROMPT: "0",
			GIT_NO_LAZY_FETCH: "1",
			GIT_NO_REPLACE_OBJECTS: "1"
		},
		encoding: "buffer",
		maxBuffer: 1024 ** 3,
		windowsHide: true,
		timeout
	};
	return new Promise((resolve) => {
		execFile("git", [...settings$1, ...args], options, (error, bytes, stderr) => {
			resolve({
				ok: error === null,
				bytes,
				stdout: bytes.toString(),
				stderr: stderr.toString()
			});
		}).stdin?.end();
	});
}
/** Looks for `.git` in the folder and above it, as git does: to hear from git that there is none costs as much as a small tarball. */
async function liesInRepository(folder) {
	for (let here = await realpath(folder);; here = dirname(here)) {
		if (await exists(join$1(here, ".git"))) return true;
		if (here === dirname(here)) return false;
	}
}
function exists(path) {
	return access(path).then(() => true, () => false);
}
/** The top of the git work tree that holds `folder`, else (no repository, no git) the folder itself. Absolute, links resolved. */
async function repositoryRoot(folder, environment = process.env) {
	if (!await liesInRepository(folder)) return realpath(folder);
	const { ok, stdout } = await git(folder, ["rev-parse", "--show-toplevel"], environment);
	const top = stdout.replace(/\r?\n$/, "");
	return realpath(ok && top !== "" ? top : folder);
}
/**
* Paths that git tracks, relative to `root` with `/`; null when there is no git repository, or no git. Ask before packing: a
* script can add files. Files of a submodule are not this repository's and are not listed. Throws GitUnreadable.
* @see https://git-scm.com/docs/git-ls-files
*/
async function trackedFiles(root, environment = process.env) {
	if (!await liesInRepository(root)) return null;
	const listed = await git(root, ["ls-files", "-z"], environment);
	if (!listed.ok) {
		const inside = await git(root, ["rev-parse", "--is-inside-work-tree"], environment);
		if (!inside.ok || inside.stdout.trim() !== "true") return null;
		throw new GitUnreadable(root, listed.stderr.split("\n").slice(-20));
	}
	return new Set(listed.stdout.split("\0").filter((path) => path !== ""));
}
/**
* The folder whose policy judges the targets: the repository of the first one that is a folder, wherever the gate was started. Without
* git it is the nearest folder above that target with a policy of its own, else `folder`, where relative targets start.
*/
async function rootOf$1(targets, folder, environment) {
	const start = await realpath(folder);
	for (const target of targets) {
		const path = await realpath(resolve(start, target)).catch(() => null);
		if (path === null || !(await stat(path)).isDirectory()) continue;
		const top = await repositoryRoot(path, environment);
		if (top !== path || await exists(join$1(path, ".git"))) return top;
		for (let above = path;; above = dirname(above)) {
			if (above === start || await exists(join$1(above, ".github", "lastgate.yml"))) return above;
			if (dirname(above) === above) return path;
		}
	}
	return repositoryRoot(start, environment);
}
/** `path` relative to `folder` with `/`, empty for the folder itself; null when it lies outside. Both absolute and real. */
function pathWithin(folder, path) {
	const found = relative(folder, path);
	if (found === ".." || found.startsWith(`..${sep}`) || isAbsolute$1(found)) return null;
	return found.split(sep).join("/");
}

// src/baseline/changed.ts
/** Nobody can tell what changed, and "nothing" would be a lie. */
var ChangesUnknown = class extends CouldNotJudge {
	kind = "changes-unknown";
};
/** Milliseconds; a fetch of one commit of a large repository takes seconds. */
const patience = 3e5;
/**
* What changed in the work tree since a commit, by git alone. A commit that a shallow checkout lacks is fetched; `revision` is its whole
* name then, otherwise whatever git understands. Ask before packing: a script can add files.
* Throws ChangesUnknown when there is no git, the commit cannot be had, or git does not answer.
* @see https://git-scm.com/docs/git-diff
*/
async function changesSince(root, revision, env) {
	const inside = await git(root, ["rev-parse", "--is-inside-work-tree"], env);
	if (!inside.ok || inside.stdout.trim() !== "true") throw new ChangesUnknown(`What changed can only be told by git, which is not installed or finds no repository at ${root}: check the repository out with git, or judge all packages.`, { detail: lines(inside.stderr) });
	const commit = await commitOf(root, revision, env) ?? await fetched$1(root, revision, env);
	const known = await git(root, [
		...[
			"diff",
			"--name-only",
			"-z",
			"--no-renames",
			"--no-relative",
			"--no-ext-diff",
			"--no-textconv"
		],
		"--ignore-submodules=none",
		commit,
		"--"
	], env);
	const added = await git(root, [
		"ls-files",
		"--others",
		"--exclude-per-directory=.gitignore",
		"-z"
	], env);
	for (const { ok, stderr } of [known, added]) {
		if (ok) continue;
		throw new ChangesUnknown(`git cannot compare the work tree at ${root} with the commit ${short(commit)}: check out again, with "fetch-depth: 0".`, { detail: lines(stderr) });
	}
	const paths = [known, added].flatMap(({ stdout }) => stdout.split("\0")).filter((path) => path !== "");
	return {
		commit,
		paths: new Set(paths.filter((path) => !path.endsWith("/"))),
		repositories: new Set(paths.filter((path) => path.endsWith("/")).map((path) => path.replace(/\/+$/, "")))
	};
}
/** The whole name of the commit that is checked out; null when there is none. */
function checkedOut(root, env) {
	return commitOf(root, "HEAD", env);
}
/** A commit's name as people write it. */
function short(commit) {
	return commit.slice(0, 7);
}
/** Its whole name; null when the repository does not have it. */
async function commitOf(root, revision, env) {
	if (revision.startsWith("-")) return null;
	const found = await git(root, [
		"rev-parse",
		"--verify",
		"--quiet",
		`${revision}^{commit}`
	], env);
	const commit = found.stdout.trim();
	return found.ok && isCommit(commit) ? commit : null;
}
async function fetched$1(root, revision, env) {
	if (!isCommit(revision)) throw new ChangesUnknown(`git knows no commit ${JSON.stringify(revision)} in ${root}: give the name of one that this repository has.`);
	const said = await fetchMissing(root, revision, env);
	const commit = await commitOf(root, revision, env);
	if (commit !== null) return commit;
	throw new ChangesUnknown(`The commit ${short(revision)}, which the change is compared with, is not in this checkout and cannot be fetched from "origin": check out with "fetch-depth: 0".`, { detail: lines(said) });
}
/**
* Fetches a commit, by its whole name, that a shallow checkout lacks: nothing else, and no branch or tag moves. Whether it is there
* afterwards is for who needs it to see. Returns what git said against it.
*/
async function fetchMissing(root, commit, env) {
	if (await commitOf(root, commit, env) !== null) return "";
	const options = [
		...(await git(root, ["rev-parse", "--is-shallow-repository"], env)).stdout.trim() === "true" ? ["--depth=1"] : [],
		"--no-tags",
		"--no-recurse-submodules",
		"--no-auto-gc",
		"--quiet"
	];
	return (await git(root, [
		"fetch",
		...options,
		"origin",
		commit
	], env, { timeout: patience })).stderr;
}
function isCommit(text) {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
/** The last lines of what git said, without the user and password of an address. */
function lines(stderr) {
	return stderr.trim().split("\n").slice(-20).map((line) => line.replace(/:\/\/[^\s/@]*@/g, "://***@"));
}

// src/clock.ts
/** The clock cannot be right, so nobody knows which waivers still hold. */
var ClockWrong = class extends CouldNotJudge {
	kind = "clock-wrong";
};
/** No run of this program was earlier than its first release, and no machine that runs it will see the other one. */
const earliest = "2026-11-01";
const latest = "2099-12-31";
/** The day as `YYYY-MM-DD`, in UTC. Throws ClockWrong outside of what can be true: a clock set back would keep expired waivers alive. */
function today(now) {
	const day = Number.isNaN(now.getTime()) ? "no date at all" : now.toISOString().replace(/T.*$/, "");
	if (/^\d{4}-/.test(day) && day >= earliest && day <= latest) return day;
	throw new ClockWrong(`The clock of this machine says ${day}, so no waiver's end can be told: set the clock, then run again.`);
}

// src/policy/problems.ts
/** The policy is not valid. Holds everything that is wrong with it, file by file and in the order of the lines. */
var PolicyError = class extends CouldNotJudge {
	kind = "policy";
	problems;
	constructor(problems) {
		const [first] = problems;
		if (first === void 0) throw new Error("A PolicyError without a problem");
		const opening = problems.length === 1 ? "The policy is not valid" : `The policy has ${problems.length} problems, the first of them`;
		super(`${opening}: ${placed$1(first)}`, {
			at: {
				file: first.file,
				line: first.line
			},
			detail: problems.length === 1 ? [] : listed$1(problems)
		});
		this.problems = problems;
	}
};
/** The policy file cannot be read: absent, a folder, a symbolic link, too large, outside the repository. */
var PolicyFileError = class extends CouldNotJudge {
	kind = "policy-file";
};
/** Somebody asked for an audience that the policy does not know. */
var UnknownAudience = class extends CouldNotJudge {
	kind = "unknown-audience";
};
/** Most problems that are listed: a file of another kind, named by mistake, can have thousands. */
const mostListed = 100;
function listed$1(problems) {
	const more = problems.length - mostListed;
	return [...problems.slice(0, mostListed).map(placed$1), ...more > 0 ? [`\u2026 and ${more} more.`] : []];
}
function placed$1(problem) {
	return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
/** Untrusted text within a sentence, cut to a length that a reader can take in. */
function quote$2(text) {
	return `\`${text.length > 60 ? `${text.slice(0, 59)}\u2026` : text}\``;
}
/** How a sentence names a value: `ship[2]`, `rules.source-map.allow`, `packages["@acme/cli"].ship` in backticks; "The policy" for the root. */
function subject(path) {
	if (path.length === 0) return "The policy";
	return `\`${path.reduce((before, part) => {
		if (typeof part === "number") return `${before}[${part}]`;
		const name = String(part);
		if (!/^[\w-]+$/.test(name)) return `${before}[${JSON.stringify(name)}]`;
		return before === "" ? name : `${before}.${name}`;
	}, "")}\``;
}

// src/collected.ts
/** What a run collects beside its packages. What cannot be judged becomes a failure, and hides nothing of what can be. */
var Collected = class {
	failures = [];
	notes = [];
	note(value, position = null) {
		this.notes.push({
			position,
			value
		});
	}
	fail(error, label, position = null) {
		for (const value of failuresOf(error, label)) this.failures.push({
			position,
			value
		});
	}
	/** Runs one step; what could not be judged becomes a failure, and the next step goes on. A bug still throws. */
	async during(label, position, step) {
		try {
			await step();
		} catch (error) {
			if (!(error instanceof CouldNotJudge)) throw error;
			this.fail(error, label, position);
		}
	}
};
/** A policy with several mistakes is one failure for each of them, at its own line. */
function failuresOf(error, subject) {
	if (error instanceof PolicyError) return error.problems.map(({ message, file, line, column }) => ({
		kind: error.kind,
		subject: `${file}:${line}:${column}`,
		message,
		detail: [],
		at: {
			file,
			line
		}
	}));
	const { kind, message, detail, at } = error;
	return [{
		kind,
		subject,
		message,
		detail,
		at
	}];
}

// node_modules/semver/internal/debug.js
var require_debug = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const debug = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {};
	module.exports = debug;
}));

// node_modules/semver/internal/constants.js
var require_constants = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SEMVER_SPEC_VERSION = "2.0.0";
	const MAX_LENGTH = 256;
	const MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || 
	/* istanbul ignore next */ 9007199254740991;
	const MAX_SAFE_COMPONENT_LENGTH = 16;
	const MAX_SAFE_BUILD_LENGTH = 250;
	const WHITESPACE_CHARACTERS = [
		"	",
		"\n",
		"\v",
		"\f",
		"\r",
		" ",
		"\xA0",
		"\u1680",
		"\u2000",
		"\u2001",
		"\u2002",
		"\u2003",
		"\u2004",
		"\u2005",
		"\u2006",
		"\u2007",
		"\u2008",
		"\u2009",
		"\u200a",
		"\u2028",
		"\u2029",
		"\u202f",
		"\u205f",
		"\u3000",
		"\ufeff"
	];
	const RELEASE_TYPES = [
		"major",
		"premajor",
		"minor",
		"preminor",
		"patch",
		"prepatch",
		"prerelease"
	];
	module.exports = {
		MAX_LENGTH,
		MAX_SAFE_COMPONENT_LENGTH,
		MAX_SAFE_BUILD_LENGTH,
		MAX_SAFE_INTEGER,
		WHITESPACE_CHARACTERS,
		RELEASE_TYPES,
		SEMVER_SPEC_VERSION,
		FLAG_INCLUDE_PRERELEASE: 1,
		FLAG_LOOSE: 2
	};
}));

// node_modules/semver/internal/re.js
var require_re = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { MAX_SAFE_COMPONENT_LENGTH, MAX_SAFE_BUILD_LENGTH, MAX_LENGTH } = require_constants();
	const debug = require_debug();
	exports = module.exports = {};
	const re = exports.re = [];
	const safeRe = exports.safeRe = [];
	const src = exports.src = [];
	const safeSrc = exports.safeSrc = [];
	const t = exports.t = {};
	let R = 0;
	const LETTERDASHNUMBER = "[a-zA-Z0-9-]";
	const safeRegexReplacements = [
		["\\s", 1],
		["\\d", MAX_LENGTH],
		[LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
	];
	const makeSafeRegex = (value) => {
		for (const [token, max] of safeRegexReplacements) value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
		return value;
	};
	const createToken = (name, value, isGlobal) => {
		const safe = makeSafeRegex(value);
		const index = R++;
		debug(name, index, value);
		t[name] = index;
		src[index] = value;
		safeSrc[index] = safe;
		re[index] = new RegExp(value, isGlobal ? "g" : void 0);
		safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
	};
	createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
	createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
	createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
	createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
	createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
	createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
	createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
	createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
	createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
	createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
	createToken("FULL", `^${src[t.FULLPLAIN]}$`);
	createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
	createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
	createToken("GTLT", "((?:<|>)?=?)");
	createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
	createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
	createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
	createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COERCEPLAIN", `(^|[^\\d])(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
	createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
	createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
	createToken("COERCERTL", src[t.COERCE], true);
	createToken("COERCERTLFULL", src[t.COERCEFULL], true);
	createToken("LONETILDE", "(?:~>?)");
	createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
	exports.tildeTrimReplace = "$1~";
	createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
	createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("LONECARET", "(?:\\^)");
	createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
	exports.caretTrimReplace = "$1^";
	createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
	createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
	createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
	createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
	exports.comparatorTrimReplace = "$1$2$3";
	createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
	createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
	createToken("STAR", "(<|>)?=?\\s*\\*");
	createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
	createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
}));

// node_modules/semver/internal/parse-options.js
var require_parse_options = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const looseOption = Object.freeze({ loose: true });
	const emptyOpts = Object.freeze({});
	const parseOptions = (options) => {
		if (!options) return emptyOpts;
		if (typeof options !== "object") return looseOption;
		return options;
	};
	module.exports = parseOptions;
}));

// node_modules/semver/internal/identifiers.js
var require_identifiers = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const numeric = /^[0-9]+$/;
	const compareIdentifiers = (a, b) => {
		if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
		const anum = numeric.test(a);
		const bnum = numeric.test(b);
		if (anum && bnum) {
			a = +a;
			b = +b;
		}
		return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
	};
	const rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
	module.exports = {
		compareIdentifiers,
		rcompareIdentifiers
	};
}));

// node_modules/semver/classes/semver.js
var require_semver = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const debug = require_debug();
	const { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants();
	const { safeRe: re, t } = require_re();
	const parseOptions = require_parse_options();
	const { compareIdentifiers } = require_identifiers();
	const isPrereleaseIdentifier = (prerelease, identifier) => {
		const identifiers = identifier.split(".");
		if (identifiers.length > prerelease.length) return false;
		for (let i = 0; i < identifiers.length; i++) if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) return false;
		return true;
	};
	var SemVer = class SemVer {
		constructor(version, options) {
			options = parseOptions(options);
			if (version instanceof SemVer) {
				if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) return version;
				else version = version.version;
			} else if (typeof version !== "string") throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
			if (version.length > MAX_LENGTH) throw new TypeError(`version is longer than ${MAX_LENGTH} characters`);
			debug("SemVer", version, options);
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
			if (!m) throw new TypeError(`Invalid Version: ${version}`);
			this.raw = version;
			this.major = +m[1];
			this.minor = +m[2];
			this.patch = +m[3];
			if (this.major > MAX_SAFE_INTEGER || this.major < 0) throw new TypeError("Invalid major version");
			if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) throw new TypeError("Invalid minor version");
			if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) throw new TypeError("Invalid patch version");
			if (!m[4]) this.prerelease = [];
			else this.prerelease = m[4].split(".").map((id) => {
				if (/^[0-9]+$/.test(id)) {
					const num = +id;
					if (num >= 0 && num < MAX_SAFE_INTEGER) return num;
				}
				return id;
			});
			this.build = m[5] ? m[5].split(".") : [];
			this.format();
		}
		format() {
			this.version = `${this.major}.${this.minor}.${this.patch}`;
			if (this.prerelease.length) this.version += `-${this.prerelease.join(".")}`;
			return this.version;
		}
		toString() {
			return this.version;
		}
		compare(other) {
			debug("SemVer.compare", this.version, this.options, other);
			if (!(other instanceof SemVer)) {
				if (typeof other === "string" && other === this.version) return 0;
				other = new SemVer(other, this.options);
			}
			if (other.version === this.version) return 0;
			return this.compareMain(other) || this.comparePre(other);
		}
		compareMain(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.major < other.major) return -1;
			if (this.major > other.major) return 1;
			if (this.minor < other.minor) return -1;
			if (this.minor > other.minor) return 1;
			if (this.patch < other.patch) return -1;
			if (this.patch > other.patch) return 1;
			return 0;
		}
		comparePre(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.prerelease.length && !other.prerelease.length) return -1;
			else if (!this.prerelease.length && other.prerelease.length) return 1;
			else if (!this.prerelease.length && !other.prerelease.length) return 0;
			let i = 0;
			do {
				const a = this.prerelease[i];
				const b = other.prerelease[i];
				debug("prerelease compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		compareBuild(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			let i = 0;
			do {
				const a = this.build[i];
				const b = other.build[i];
				debug("build compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		inc(release, identifier, identifierBase) {
			if (release.startsWith("pre")) {
				if (!identifier && identifierBase === false) throw new Error("invalid increment argument: identifier is empty");
				if (identifier) {
					const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
					if (!match || match[1] !== identifier) throw new Error(`invalid identifier: ${identifier}`);
				}
			}
			switch (release) {
				case "premajor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor = 0;
					this.major++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "preminor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "prepatch":
					this.prerelease.length = 0;
					this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "prerelease":
					if (this.prerelease.length === 0) this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "release":
					if (this.prerelease.length === 0) throw new Error(`version ${this.raw} is not a prerelease`);
					this.prerelease.length = 0;
					break;
				case "major":
					if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) this.major++;
					this.minor = 0;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "minor":
					if (this.patch !== 0 || this.prerelease.length === 0) this.minor++;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "patch":
					if (this.prerelease.length === 0) this.patch++;
					this.prerelease = [];
					break;
				case "pre": {
					const base = Number(identifierBase) ? 1 : 0;
					if (this.prerelease.length === 0) this.prerelease = [base];
					else {
						let i = this.prerelease.length;
						while (--i >= 0) if (typeof this.prerelease[i] === "number") {
							this.prerelease[i]++;
							i = -2;
						}
						if (i === -1) {
							if (identifier === this.prerelease.join(".") && identifierBase === false) throw new Error("invalid increment argument: identifier already exists");
							this.prerelease.push(base);
						}
					}
					if (identifier) {
						let prerelease = [identifier, base];
						if (identifierBase === false) prerelease = [identifier];
						if (isPrereleaseIdentifier(this.prerelease, identifier)) {
							const prereleaseBase = this.prerelease[identifier.split(".").length];
							if (isNaN(prereleaseBase)) this.prerelease = prerelease;
						} else this.prerelease = prerelease;
					}
					break;
				}
				default: throw new Error(`invalid increment argument: ${release}`);
			}
			this.raw = this.format();
			if (this.build.length) this.raw += `+${this.build.join(".")}`;
			return this;
		}
	};
	module.exports = SemVer;
}));

// node_modules/semver/functions/major.js
var require_major = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const major = (a, loose) => new SemVer(a, loose).major;
	module.exports = major;
}));

// src/pack/publish-note.ts
var import_major = /* @__PURE__ */ __toESM(require_major(), 1);
/**
* How the judged files are published safely, for the managers whose own publish does something else: a sentence for each of them.
* @see https://docs.npmjs.com/cli/commands/npm-publish (a tarball is sent as it is, and none of its scripts runs)
*/
function publishNotes(packers) {
	const notes = packers.flatMap((packer) => {
		const why = packer === null ? null : doesInstead(packer);
		return why === null ? [] : [`${why}: publish the judged file itself, with npm: \`npm publish ./FILE.tgz\`.`];
	});
	return [...new Set(notes)];
}
function doesInstead({ name, version }) {
	if (name === "bun") return "`bun publish` gives no provenance and knows no trusted publishing";
	if (name !== "yarn") return null;
	return (0, import_major.default)(version) === 1 ? "`yarn publish` packs again, and given a file it takes name and version from the folder it stands in" : "`yarn npm publish` takes no file and packs again";
}

// src/conclude.ts
/**
* The report of what was found, in the order of the subjects, so that it does not matter what was judged when, or in which job. What is
* wrong with a waiver is wrong once, not once for each package: the first one carries it. A shard leaves it to the whole.
*/
function conclude(found) {
	const { enforced, policy, shard } = found;
	const packages = inOrder$2(found.packages);
	const failures = once(found.failures, ({ position, value }) => [position, value]);
	const notes = once([...found.notes, ...derivedNotes(packages)], ({ value }) => value);
	const [first, ...others] = packages.map(({ value }) => value);
	const waivers = {
		...found.waivers,
		partial: found.waivers.partial || failures.length > 0
	};
	const about = shard === null ? waiverFindings(waivers, policy.file ?? ".github/lastgate.yml") : [];
	const told = first ? [{
		...first,
		findings: [...first.findings, ...about]
	}, ...others] : [];
	const stopped = told.some(({ findings }) => findings.some(({ level }) => level === "error"));
	return {
		outcome: failures.length > 0 ? "could-not-judge" : stopped ? "stopped" : "passed",
		enforced,
		policy: {
			file: policy.file,
			extends: policy.extends
		},
		packages: told,
		failures: failures.map(({ value }) => value),
		notes: notes.map(({ value }) => value),
		shard: shard && {
			...shard,
			about: {
				packages: packages.flatMap(({ position }) => position ?? []),
				failures: failures.map(({ position }) => position),
				notes: notes.map(({ position }) => position)
			},
			waivers
		}
	};
}
/** The report when something was found out only after it: about the run as a whole, and nothing is green beside it. */
function withFailure(report, error) {
	const late = failuresOf(error, null);
	const { shard } = report;
	const nowhere = late.map(() => null);
	return {
		...report,
		outcome: "could-not-judge",
		failures: [...report.failures, ...late],
		shard: shard && {
			...shard,
			about: {
				...shard.about,
				failures: [...shard.about.failures, ...nowhere]
			}
		}
	};
}
/** What the packages themselves tell of the run; each of them is said once, after the first package that tells it. */
function derivedNotes(packages) {
	return packages.flatMap(({ position, value }) => publishNotes([value.packedWith]).map((note) => ({
		position,
		value: note
	})));
}
/** What is about the run as a whole first, then subject by subject; what is about the same keeps its order. */
function inOrder$2(list) {
	return list.toSorted((a, b) => (a.position ?? -1) - (b.position ?? -1));
}
/** Without doubles: of those with the same key, the one that comes first in the run stays. */
function once(list, keyOf) {
	const seen = /* @__PURE__ */ new Map();
	for (const each of inOrder$2(list)) {
		const key = JSON.stringify(keyOf(each));
		if (!seen.has(key)) seen.set(key, each);
	}
	return [...seen.values()];
}

// src/at-once.ts
/** Does a step for each of the items, at most `most` of them at once. The answers stand in the order of the items. */
async function atOnce(items, most, step) {
	const answers = [];
	const waiting = items.entries();
	const worker = async () => {
		for (const [index, item] of waiting) answers[index] = await step(item);
	};
	await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
	return answers;
}

// src/policy/audience.ts
/**
* Who receives the artifact when nobody says so: `public`, or `internal` for a restricted package and for one that goes to
* another registry than npm's public one. What cannot be read is `public`, the stricter of the two.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#publishconfig
*/
function audienceOf(request) {
	if (request.input !== null) return request.input;
	const config = record(request.manifest.publishConfig);
	if (config.access === "restricted") return "internal";
	return isPublicRegistry(registryOf$1(request.manifest.name, config)) ? "public" : "internal";
}
/** npm prefers the registry of the package's scope over the general one. */
function registryOf$1(name, config) {
	const scope = /^(@[^/]+)\//.exec(name)?.[1];
	return (scope === void 0 ? void 0 : config[`${scope}:registry`]) ?? config.registry;
}
/** npm's documented default: https://docs.npmjs.com/cli/using-npm/config#registry */
function isPublicRegistry(registry) {
	if (typeof registry !== "string" || !URL.canParse(registry)) return true;
	return new URL(registry).hostname.replace(/\.$/, "") === "registry.npmjs.org";
}
function record(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

// src/tarball/manifest.ts
/** Parses package.json (a leading BOM is fine, as for npm). Throws an Error with one clause that says what is wrong. */
function parseManifest(text) {
	let value;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		throw new Error("is not valid JSON");
	}
	if (!isRecord(value)) throw new Error("is not a JSON object");
	const { name, version } = value;
	if (!isFilled(name)) throw new Error("has no valid \"name\"");
	if (!isFilled(version)) throw new Error("has no valid \"version\"");
	return {
		...value,
		name,
		version
	};
}
function isFilled(value) {
	return typeof value === "string" && value !== "";
}
/** True for a JSON object, the shape of `scripts`, `dependencies` and the like. */
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The string entries of a manifest field that should be a JSON object; npm drops entries that are no strings. */
function stringsOf(value) {
	const strings = /* @__PURE__ */ new Map();
	if (!isRecord(value)) return strings;
	for (const [name, entry] of Object.entries(value)) if (typeof entry === "string") strings.set(name, entry);
	return strings;
}

// src/policy/policy.ts
const levels = [
	"error",
	"warn",
	"off"
];
function isLevel(value) {
	return levels.some((level) => level === value);
}

// src/policy/parts.ts
/** The parts of a file, read leniently: what has a wrong type is left to the schema to complain of. */
function partsOf$1(document) {
	return [
		{
			path: [],
			data: document.data,
			audience: null,
			package: null
		},
		...entries(document.data.audiences).map(([name, data]) => ({
			path: ["audiences", name],
			data,
			audience: name,
			package: null
		})),
		...entries(document.data.packages).map(([name, data]) => ({
			path: ["packages", name],
			data,
			audience: null,
			package: name
		}))
	];
}
function rulesOf(part) {
	const rules = part.data.rules;
	if (!isRecord(rules)) return [];
	return Object.entries(rules).map(([rule, entry]) => {
		const { level: written, reason, ...options } = isRecord(entry) ? entry : { level: entry };
		return {
			rule,
			path: [
				...part.path,
				"rules",
				rule
			],
			level: isLevel(written) ? written : null,
			reason: typeof reason === "string" ? reason : null,
			options
		};
	});
}
function waiversOf(part) {
	const waivers = part.data.waivers;
	if (!Array.isArray(waivers)) return [];
	return waivers.flatMap((data, index) => isRecord(data) ? [{
		path: [
			...part.path,
			"waivers",
			index
		],
		data
	}] : []);
}
function entries(value) {
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, data]) => isRecord(data) ? [[name, data]] : []);
}

// node_modules/leven/index.js
const array = [];
const characterCodeCache = [];
function leven(first, second, options) {
	if (first === second) return 0;
	const maxDistance = options?.maxDistance;
	const swap = first;
	if (first.length > second.length) {
		first = second;
		second = swap;
	}
	let firstLength = first.length;
	let secondLength = second.length;
	while (firstLength > 0 && first.charCodeAt(~-firstLength) === second.charCodeAt(~-secondLength)) {
		firstLength--;
		secondLength--;
	}
	let start = 0;
	while (start < firstLength && first.charCodeAt(start) === second.charCodeAt(start)) start++;
	firstLength -= start;
	secondLength -= start;
	if (maxDistance !== void 0 && secondLength - firstLength > maxDistance) return maxDistance;
	if (firstLength === 0) return maxDistance !== void 0 && secondLength > maxDistance ? maxDistance : secondLength;
	let bCharacterCode;
	let result;
	let temporary;
	let temporary2;
	let index = 0;
	let index2 = 0;
	while (index < firstLength) {
		characterCodeCache[index] = first.charCodeAt(start + index);
		array[index] = ++index;
	}
	while (index2 < secondLength) {
		bCharacterCode = second.charCodeAt(start + index2);
		temporary = index2++;
		result = index2;
		for (index = 0; index < firstLength; index++) {
			temporary2 = bCharacterCode === characterCodeCache[index] ? temporary : temporary + 1;
			temporary = array[index];
			result = array[index] = temporary > result ? temporary2 > result ? result + 1 : temporary2 : temporary2 > temporary ? temporary + 1 : temporary2;
		}
		if (maxDistance !== void 0) {
			let rowMinimum = result;
			for (index = 0; index < firstLength; index++) if (array[index] < rowMinimum) rowMinimum = array[index];
			if (rowMinimum > maxDistance) return maxDistance;
		}
	}
	array.length = firstLength;
	characterCodeCache.length = firstLength;
	return maxDistance !== void 0 && result > maxDistance ? maxDistance : result;
}
function closestMatch(target, candidates, options) {
	if (!Array.isArray(candidates) || candidates.length === 0) return;
	const userMax = options?.maxDistance;
	const targetLength = target.length;
	for (const candidate of candidates) if (candidate === target) return candidate;
	if (userMax === 0) return;
	let best;
	let bestDist = Number.POSITIVE_INFINITY;
	const seen = /* @__PURE__ */ new Set();
	for (const candidate of candidates) {
		if (seen.has(candidate)) continue;
		seen.add(candidate);
		const lengthDiff = Math.abs(candidate.length - targetLength);
		if (lengthDiff >= bestDist) continue;
		if (userMax !== void 0 && lengthDiff > userMax) continue;
		const cap = Number.isFinite(bestDist) ? userMax === void 0 ? bestDist : Math.min(bestDist, userMax) : userMax;
		const distance = cap === void 0 ? leven(target, candidate) : leven(target, candidate, { maxDistance: cap });
		if (userMax !== void 0 && distance > userMax) continue;
		let actualD = distance;
		if (cap !== void 0 && distance === cap && cap === userMax) actualD = leven(target, candidate);
		if (actualD < bestDist) {
			bestDist = actualD;
			best = candidate;
			if (bestDist === 0) break;
		}
	}
	if (userMax !== void 0 && bestDist > userMax) return;
	return best;
}

// src/policy/suggest.ts
/** `; did you mean `x`?` for the name that is near enough to what was written, else an empty text. */
function didYouMean(written, known) {
	const name = nearest(written, known);
	return name === null ? "" : `; did you mean \`${name}\`?`;
}
/** The known name that a typing error away from what was written; null when none is near. Long input is never compared. */
function nearest(written, known) {
	if (written.length > 64) return null;
	const folded = new Map(known.map((name) => [fold(name), name]));
	const match = closestMatch(fold(written), [...folded.keys()], { maxDistance: Math.max(1, Math.floor(written.length / 3)) });
	return match === void 0 ? null : folded.get(match) ?? null;
}
/** Letter case, dashes and a plural are no real differences: `sourceMaps` is near `source-map`. */
function fold(name) {
	return name.toLowerCase().replace(/[-_ ]/g, "").replace(/s$/, "");
}

// src/policy/checks.ts
const rank = {
	off: 0,
	warn: 1,
	error: 2
};
/** True when `to` is weaker than `from`. */
function isLower(to, from) {
	return rank[to] < rank[from];
}
/** The level that the presets of a chain give each rule: what a policy is measured against. */
function presetLevels(layers) {
	const presets = layers.filter((layer) => layer.isPreset);
	return new Map(presets.flatMap((layer) => partsOf$1(layer.document).flatMap(rulesOf)).flatMap((entry) => entry.level === null ? [] : [[entry.rule, entry.level]]));
}
/** `public` and `internal`, and what the files declare. */
function audiencesOf(layers) {
	const declared = layers.flatMap((layer) => partsOf$1(layer.document).flatMap((part) => part.audience ?? []));
	return [.../* @__PURE__ */ new Set([
		"public",
		"internal",
		...declared
	])];
}
/**
* What no schema can see, because it depends on the other files of the chain: a rule below its preset needs a reason, a waiver
* needs an owner under `strict`, and the audience of a waiver must exist. Reads leniently, also files that have other problems.
*/
function checkChain(layers) {
	const levels = presetLevels(layers);
	const audiences = audiencesOf(layers);
	const isStrict = layers.some((layer) => layer.isPreset && layer.name === "strict");
	return layers.filter((layer) => !layer.isPreset).flatMap(({ document }) => {
		const problems = [];
		for (const part of partsOf$1(document)) {
			for (const { rule, path, level, reason } of rulesOf(part)) {
				const from = levels.get(rule);
				if (from === void 0 || level === null || reason !== null || !isLower(level, from)) continue;
				const message = `${subject(path)} goes from ${from} to ${level}, below its preset, without a reason; write \`${rule}: { level: ${level}, reason: "..." }\` and say why.`;
				problems.push({
					...document.place(path),
					message
				});
			}
			for (const { path, data } of waiversOf(part)) {
				if (isStrict && data.owner === void 0) problems.push({
					...document.place(path),
					message: `${subject(path)} needs \`owner\`, because the policy extends strict; add who answers for it.`
				});
				const audience = data.audience;
				if (typeof audience === "string" && !audiences.includes(audience)) {
					const rest = didYouMean(audience, audiences) || "; declare it under `audiences`.";
					problems.push({
						...document.valuePlace([...path, "audience"]),
						message: `${subject([...path, "audience"])} names an audience that does not exist, ${quote$2(audience)}${rest}`
					});
				}
			}
		}
		return problems;
	});
}

// src/policy/checked-presets.ts
/** Generated from presets/ by `npm run docs`: each preset by the sha256 of its text, read and checked. */
const checkedPresets = /* @__PURE__ */ new Map([
	["d57931b13e6011aec0e52560117f6a9f27152df4caafd2e79571d9affb772258", {
		version: 1,
		rules: {
			"unsafe-entry": "error",
			"private-key": "error",
			secret: "error",
			"secret-file": "error",
			"core-dump": "error",
			"database-file": "error",
			"source-map": "error",
			"inline-source-map": "error",
			"embedded-source": "error",
			"source-map-reference": "error",
			"forbidden-text": "error",
			"hidden-unicode": "error",
			"lifecycle-script": "error",
			"local-dependency": "error",
			"manifest-mismatch": "error",
			"private-package": "error",
			"unlisted-file": "error",
			"missing-file": "error",
			"artifact-list": "error",
			"size-limit": "error",
			"nested-archive": "error",
			"vcs-data": "error",
			"package-manager-data": "error",
			"build-cache": "error",
			"build-metadata": "error",
			coverage: "error",
			"log-file": "error",
			"os-junk": "error",
			"editor-junk": "error",
			"agent-file": "error",
			"test-file": "warn",
			"dev-config": "warn",
			"ci-file": "warn",
			"native-binary": "warn",
			"debug-symbols": "warn",
			"machine-path": "warn",
			media: "warn",
			"broken-entry-point": "error",
			"bin-hygiene": "warn",
			"missing-license": "warn",
			"missing-readme": "warn",
			"policy-relaxed": "warn",
			"expired-waiver": "error",
			"unused-waiver": "warn"
		}
	}],
	["846bf9556c97791f30f7984d6fed463cd6cd8b6898a6f5818375e90223f66c64", {
		version: 1,
		extends: "recommended",
		rules: {
			"test-file": "error",
			"dev-config": "error",
			"ci-file": "error",
			"native-binary": "error",
			"debug-symbols": "error",
			"machine-path": "error",
			media: "error",
			"bin-hygiene": "error",
			"missing-license": "error",
			"missing-readme": "error",
			"policy-relaxed": "error",
			"unused-waiver": "error"
		}
	}],
	["c913de4f67807715acb9e7de231f409bb72db095394ad544c432a5ea0688a958", {
		version: 1,
		rules: {
			"unsafe-entry": "off",
			"private-key": "off",
			secret: "off",
			"secret-file": "off",
			"core-dump": "off",
			"database-file": "off",
			"source-map": "off",
			"inline-source-map": "off",
			"embedded-source": "off",
			"source-map-reference": "off",
			"forbidden-text": "off",
			"hidden-unicode": "off",
			"lifecycle-script": "off",
			"local-dependency": "off",
			"manifest-mismatch": "off",
			"private-package": "off",
			"unlisted-file": "off",
			"missing-file": "off",
			"artifact-list": "off",
			"size-limit": "off",
			"nested-archive": "off",
			"vcs-data": "off",
			"package-manager-data": "off",
			"build-cache": "off",
			"build-metadata": "off",
			coverage: "off",
			"log-file": "off",
			"os-junk": "off",
			"editor-junk": "off",
			"agent-file": "off",
			"test-file": "off",
			"dev-config": "off",
			"ci-file": "off",
			"native-binary": "off",
			"debug-symbols": "off",
			"machine-path": "off",
			media: "off",
			"broken-entry-point": "off",
			"bin-hygiene": "off",
			"missing-license": "off",
			"missing-readme": "off",
			"policy-relaxed": "off",
			"expired-waiver": "off",
			"unused-waiver": "off"
		}
	}]
]);

// src/policy/known-preset.ts
/**
* A preset whose very text was read and checked when the bundle was built, so that a run without a policy file needs neither YAML
* nor the schema. Null for any other text, and for other rules than those that it names: it is then read like every policy.
*/
function knownPreset(path, text, rules) {
	const content = checkedPresets.get(createHash("sha256").update(text).digest("hex"));
	if (content === void 0) return null;
	const ids = new Set(rules.map(({ id }) => id));
	if (!Object.keys(content.rules ?? {}).every((id) => ids.has(id))) return null;
	const top = {
		file: path,
		line: 1,
		column: 1
	};
	return {
		document: {
			file: path,
			data: content,
			problems: [],
			place: () => top,
			valuePlace: () => top
		},
		content,
		problems: []
	};
}

// src/policy/extends.ts
/** The built-in policies, by the name that `extends` gives them. */
const presetNames$1 = [
	"recommended",
	"strict",
	"none"
];
const longestChain = 16;
/**
* Reads a policy and everything that it extends, directly or not. Collects problems rather than stopping at the first.
* Throws PolicyFileError when the policy itself cannot be read.
*/
async function readChain(request) {
	let reader = null;
	const layers = [];
	const problems = [];
	const seen = /* @__PURE__ */ new Set();
	const start = request.file === null ? preset("recommended") : {
		name: request.file,
		isPreset: false,
		path: request.file
	};
	const text = await read(start);
	if (text === null) throw new PolicyFileError(`There is no policy file ${quote$2(start.path)}; create it, or name the file that holds the policy.`);
	await visit(start, text, []);
	return {
		layers,
		problems
	};
	function read(target) {
		return (target.isPreset ? request.presets : request.files).read(target.path);
	}
	async function visit(target, text, above) {
		seen.add(keyOf(target));
		const { document, content, problems: found } = await readText(target, text);
		if (target.isPreset && found.length > 0) throw new Error(`The preset ${target.path} is not valid: ${found.map((each) => `${each.line}: ${each.message}`).join(" ")}`);
		problems.push(...found);
		for (const [index, name] of extended(document, target).entries()) {
			const listed = Array.isArray(document.data.extends);
			const problem = await follow(name, target, above);
			if (problem !== null) problems.push({
				...document.valuePlace(listed ? ["extends", index] : ["extends"]),
				message: problem
			});
		}
		layers.push({
			name: target.name,
			isPreset: target.isPreset,
			document,
			content
		});
	}
	async function readText({ path, isPreset }, text) {
		const known = isPreset ? knownPreset(path, text, request.rules) : null;
		if (known !== null) return known;
		reader ??= await (await import("./validate.js")).policyReader(request.rules);
		return reader(path, text);
	}
	/** Reads one thing that `from` extends; a sentence when that cannot be. */
	async function follow(name, from, above) {
		const target = resolveTarget(name, from);
		if (typeof target === "string") return target;
		const chain = [...above, from];
		const circle = chain.findIndex((each) => keyOf(each) === keyOf(target));
		if (circle !== -1) return `\`extends\` goes in a circle, ${[...chain.slice(circle), target].map((each) => quote$2(each.path)).join(" \u2192 ")}; take one of them out.`;
		if (seen.has(keyOf(target))) return null;
		if (chain.length >= longestChain) return `\`extends\` goes through more than ${longestChain} files; extend fewer.`;
		try {
			const text = await read(target);
			if (text === null) return `\`extends\` names ${quote$2(name)}, but there is no file ${quote$2(target.path)}; create it or correct the path.`;
			await visit(target, text, chain);
			return null;
		} catch (error) {
			if (error instanceof PolicyFileError) return error.message;
			throw error;
		}
	}
}
function preset(name) {
	return {
		name,
		isPreset: true,
		path: `${name}.yml`
	};
}
function keyOf(target) {
	return `${target.isPreset ? "preset" : "file"}:${target.path}`;
}
/** What a file says it extends, read leniently so that its other problems and those of its base are shown together. */
function extended(document, target) {
	const value = document.data.extends;
	if (value === void 0) return target.isPreset || document.problems.length > 0 ? [] : ["recommended"];
	return (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
}
function resolveTarget(name, from) {
	if (presetNames$1.includes(name)) return preset(name);
	if (from.isPreset) throw new Error(`The preset ${from.path} extends ${name}, which is no preset`);
	if (!/^\.\.?\//.test(name)) {
		const guess = didYouMean(name, presetNames$1);
		const rest = guess === "" ? "; presets are recommended, strict and none, and a path starts with `./` or `../`." : guess;
		return `\`extends\` names ${quote$2(name)}, which is no preset${rest}`;
	}
	if (/[\\\u0000-\u001f]/.test(name)) return `\`extends\` names ${quote$2(name)}; separate folders with \`/\`.`;
	const path = posix.join(posix.dirname(from.path), name);
	if (path === ".." || path.startsWith("../")) return `\`extends\` names ${quote$2(name)}, which lies outside the repository; check that policy out below the repository's root.`;
	return {
		name,
		isPreset: false,
		path
	};
}

// src/policy/merge.ts
/** The policies that a chain of valid files gives, for any package and audience. */
function mergeChain(layers, rules, file) {
	const parts = layers.flatMap(mergeParts);
	const levels = presetLevels(layers);
	const names = layers.map((layer) => layer.name).filter((_, index) => file === null || index < layers.length - 1);
	return (request) => {
		const chosen = [
			...parts.filter(({ part }) => part.audience === null && part.package === null),
			...parts.filter(({ part }) => part.audience === request.audience),
			...parts.filter(({ part, isFor }) => part.package !== null && part.package !== request.name && isFor(request.name)),
			...parts.filter(({ part }) => part.package === request.name)
		];
		const settings = mergeRules(chosen, rules, levels);
		return {
			file,
			extends: names,
			audience: request.audience,
			ship: last(chosen, (each) => placedItems(each, "ship")),
			require: last(chosen, (each) => placedItems(each, "require")) ?? [],
			list: last(chosen, (each) => {
				const path = each.content.list;
				return path === void 0 ? null : {
					value: path.replaceAll("{name}", listName(request.name)),
					at: placeOf$4(each, ["list"])
				};
			}),
			limits: mergeLimits(chosen),
			rules: settings.rules,
			waivers: chosen.flatMap((each) => each.waivers).filter((waiver) => waiver.audience === null || waiver.audience === request.audience),
			lowered: settings.lowered
		};
	};
}
/**
* How `{name}` in `list` spells a package: as npm names its tarballs, without the `@` and with `-` for `/` (`@acme/cli` is
* `acme-cli`). Whatever cannot stand in a file name becomes `-`, so that no name leads out of the folder.
* @see https://docs.npmjs.com/cli/commands/npm-pack
*/
function listName(name) {
	return name.replace(/^@/, "").replace(/[^A-Za-z0-9._~-]/g, "-").replace(/^\.+/, "-");
}
function mergeParts(layer) {
	const content = layer.content;
	if (content === null) throw new Error(`An invalid policy was merged: ${layer.name}`);
	return partsOf$1(layer.document).map((part) => {
		const own = part.audience !== null ? content.audiences?.[part.audience] : part.package !== null ? content.packages?.[part.package] : content;
		if (own === void 0) throw new Error(`The part ${subject(part.path)} of ${layer.name} has no content`);
		return {
			part,
			layer,
			content: own,
			waivers: (own.waivers ?? []).map((waiver, index) => ({
				rule: waiver.rule,
				files: waiver.files,
				reason: waiver.reason,
				owner: waiver.owner ?? null,
				expires: waiver.expires,
				audience: part.audience ?? waiver.audience ?? null,
				fingerprints: waiver.fingerprints ?? null,
				at: layer.isPreset ? null : layer.document.place([
					...part.path,
					"waivers",
					index
				])
			})),
			isFor: part.package === null ? () => false : compileGlobs([part.package])
		};
	});
}
function placeOf$4(each, path) {
	return each.layer.isPreset ? null : each.layer.document.place([...each.part.path, ...path]);
}
function placedItems(each, key) {
	return each.content[key]?.map((value, index) => ({
		value,
		at: placeOf$4(each, [key, index])
	})) ?? null;
}
function last(parts, read) {
	return parts.map(read).findLast((value) => value !== null) ?? null;
}
function mergeLimits(parts) {
	const limit = (key) => last(parts, (each) => {
		const value = each.content.limits?.[key];
		return value === void 0 ? null : {
			value,
			at: placeOf$4(each, ["limits", key])
		};
	});
	return {
		packed: limit("packed"),
		unpacked: limit("unpacked"),
		file: limit("file"),
		files: limit("files"),
		growth: limit("growth")
	};
}
function mergeRules(parts, rules, presets) {
	const entries = parts.flatMap((each) => rulesOf(each.part).map((entry) => ({
		entry,
		at: entryPlace(each, entry.path)
	})));
	const settings = /* @__PURE__ */ new Map();
	const lowered = [];
	const problems = [];
	for (const rule of rules) {
		const own = entries.filter(({ entry }) => entry.rule === rule.id);
		const setter = own.findLast(({ entry }) => entry.level !== null);
		const from = presets.get(rule.id);
		if (setter?.entry.level == null || from === void 0) throw new Error(`No preset says anything of the rule ${rule.id}`);
		const level = setter.entry.level;
		const options = Object.assign({}, ...own.map(({ entry }) => entry.options));
		const reason = own.slice(own.indexOf(setter)).findLast(({ entry }) => entry.reason !== null)?.entry.reason ?? null;
		const at = own.findLast((each) => each.at !== null)?.at ?? null;
		settings.set(rule.id, {
			level,
			options,
			reason,
			at
		});
		if (isLower(level, from)) lowered.push({
			rule: rule.id,
			from,
			to: level,
			reason: reason ?? "",
			at: setter.at
		});
		if (at === null) continue;
		const fault = rule.options.faultIn(options);
		if (fault !== null) problems.push({
			...at,
			message: `The options of ${rule.id}, merged from all parts of the policy, do not go together: ${fault}.`
		});
	}
	if (problems.length > 0) throw new PolicyError(problems);
	return {
		rules: settings,
		lowered
	};
}
function entryPlace(each, path) {
	return each.layer.isPreset ? null : each.layer.document.place(path);
}

// src/policy/load.ts
/**
* Reads, checks and merges a policy.
* Throws PolicyError with every problem of every file at its place, or PolicyFileError when the file itself cannot be read.
*/
async function loadPolicy(request) {
	const { layers, problems } = await readChain(request);
	const all = [...problems, ...checkChain(layers)];
	if (all.length > 0) {
		const order = layers.map((layer) => layer.document.file).reverse();
		all.sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column);
		throw new PolicyError(all);
	}
	const merge = mergeChain(layers, request.rules, request.file);
	const audiences = audiencesOf(layers);
	const dependsOnPackage = layers.flatMap((layer) => partsOf$1(layer.document)).some((part) => part.package !== null || part.audience !== null || part.data.list !== void 0);
	const merged = /* @__PURE__ */ new Map();
	return {
		file: request.file,
		extends: merge({
			name: "",
			audience: "public"
		}).extends,
		audiences,
		packConcurrency: layers.map(({ content }) => content?.pack?.concurrency).findLast((value) => value !== void 0) ?? 1,
		dependsOnPackage,
		resolve: (wanted) => {
			if (!audiences.includes(wanted.audience)) {
				const rest = didYouMean(wanted.audience, audiences) || `; the policy knows ${audiences.join(", ")}.`;
				throw new UnknownAudience(`There is no audience ${quote$2(wanted.audience)}${rest}`);
			}
			const key = dependsOnPackage ? `${wanted.audience}\0${wanted.name}` : wanted.audience;
			const policy = merged.get(key) ?? merge(wanted);
			merged.set(key, policy);
			return policy;
		},
		unmatchedPackages: (names) => layers.flatMap((layer) => partsOf$1(layer.document).flatMap((part) => {
			if (part.package === null || names.includes(part.package) || names.some(compileGlobs([part.package]))) return [];
			return [{
				value: part.package,
				at: layer.document.place(part.path)
			}];
		}))
	};
}
/**
* The policy file of a repository: `.github/lastgate.yml`, or null when there is none.
* Throws PolicyFileError when one lies where nobody would read it, because `recommended` would then apply unnoticed.
*/
async function findPolicy(files) {
	if (await files.read(".github/lastgate.yml") !== null) return defaultPolicyFile;
	for (const misplaced of [
		".github/lastgate.yaml",
		"lastgate.yml",
		"lastgate.yaml",
		".lastgate.yml"
	]) if (await files.read(misplaced) !== null) throw new PolicyFileError(`The policy belongs in ${quote$2(defaultPolicyFile)}; move ${quote$2(misplaced)} there, or name it with the \`policy\` input (\`--policy\` on the command line).`);
	return null;
}

// src/base-policy.ts
/** What the base commit holds cannot be told, so nobody knows what the change relaxes. */
var BaseUnreadable = class extends CouldNotJudge {
	kind = "base-unreadable";
};
/**
* Loads the policy of the base commit. Without a policy there, `recommended` applied. An invalid one is replaced by `recommended`
* as well: a change must be able to mend it, and was not allowed anything by it.
* Throws BaseUnreadable when the commit cannot be read at all.
*/
async function loadBasePolicy(request) {
	const { base, presets, rules } = request;
	const recommended = () => loadPolicy({
		file: null,
		files: base.files,
		presets,
		rules
	});
	let loaded;
	let note = null;
	try {
		const file = (request.file !== null && await base.files.read(request.file) !== null ? request.file : null) ?? await findPolicy(base.files);
		loaded = await loadPolicy({
			file,
			files: withFilesBeside(request, file),
			presets,
			rules
		});
		for (const audience of loaded.audiences) loaded.resolve({
			name: "",
			audience
		});
	} catch (error) {
		if (!(error instanceof PolicyError || error instanceof PolicyFileError)) throw error;
		note = invalidNote(base, error);
		loaded = await recommended();
	}
	return {
		note,
		dependsOnPackage: loaded.dependsOnPackage,
		async resolve(changed) {
			const before = await manifestBefore(base, changed);
			const name = before?.name ?? changed.manifest.name;
			const audience = changed.audience ?? (before && audienceOf({
				input: null,
				manifest: before
			})) ?? "public";
			try {
				return loaded.resolve({
					name,
					audience
				});
			} catch (error) {
				if (error instanceof UnknownAudience) return loaded.resolve({
					name,
					audience: "public"
				});
				if (error instanceof PolicyError) return (await recommended()).resolve({
					name,
					audience: "public"
				});
				throw error;
			}
		}
	};
}
/**
* The files of the base commit, and what its policy extends of the work tree although the repository does not have it: a policy that
* the workflow checks out beside it (`extends: ../org-policy/lastgate.yml`) belongs to the workflow, not to the change.
*/
function withFilesBeside({ base, workTree, tracked }, policy) {
	return { async read(path) {
		const text = await base.files.read(path);
		if (text !== null || path === policy || tracked === null || tracked.has(path)) return text;
		return workTree.read(path);
	} };
}
function invalidNote({ sha }, error) {
	return `The policy of the base commit ${sha.slice(0, 7)} is not valid, so what this change relaxes was measured against \`recommended\`. ${error.message}`;
}
/** Null when the base commit has no such package. */
async function manifestBefore({ files }, changed) {
	const folder = changed.directory === null || changed.directory === "" ? "" : `${changed.directory}/`;
	try {
		const text = await files.read(`${folder}package.json`);
		const before = text === null ? null : parseManifest(text);
		return changed.directory === null && before?.name !== changed.manifest.name ? null : before;
	} catch (error) {
		if (error instanceof CouldNotJudge && !(error instanceof PolicyFileError)) throw error;
		return null;
	}
}

// src/rules/credentials/placeholder.ts
/** Tells what stands where a credential would stand from a credential. */
/** Words that nobody's random token holds: the longest of them turns up by chance once in a hundred thousand. */
const markers = /example|placeholder|dummy|sample|redacted|replace|change_?me|insert|your|fake|notreal|invalid|secret_?here|xxxx|\*{4}|0{8}/i;
/**
* Characters that could not be foretold from those before: not the next of an alphabet, and no repetition with a
* period of up to eight. A random token has nearly as many as it is long, `0123456789abcdef` has two.
*/
function unforeseen(text) {
	let count = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		let foretold = index > 0 && Math.abs(code - text.charCodeAt(index - 1)) <= 1;
		for (let period = 2; !foretold && period <= 8 && period * 2 <= index + 1; period++) foretold = code === text.charCodeAt(index - period) && text.charCodeAt(index - 1) === text.charCodeAt(index - 1 - period);
		if (!foretold && index > 3) foretold = code === text.charCodeAt(index - 2) + 1 && text.charCodeAt(index - 2) === text.charCodeAt(index - 4) + 1;
		if (!foretold) count++;
	}
	return count;
}
/** Keys of emulators, the same on every machine. @see https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
const emulator = /^AccountKey=(?:Eby8vdM02xNOcqFlqUwJPLlm|C2y6yDjf5\/R\+ob0N8A7Cgv30)/;
/** Words in one case without a digit, joined or not: a name in code, such as `npm_package_config_something`. */
const identifier = /^(?:[a-z_-]+|[A-Z_-]+)$/;
/** A token that stands for another: in words, without randomness, or shaped as its issuer never makes them. */
function isPlaceholderToken(kind, value) {
	const body = value.replace(/^[A-Za-z0-9]{1,12}[_.-](?:[A-Za-z0-9]{2,10}[_.-])?/, "");
	if (markers.test(value) || emulator.test(value)) return true;
	if (body.length >= 20 && identifier.test(body)) return true;
	if ((kind === "NPM_ACCESS_TOKEN" || kind === "GITHUB_TOKEN") && value.length === 40 && value.includes("_", 4)) return true;
	return unforeseen(body) < (body.length >= 20 ? 10 : 7);
}
/** Hosts that exist only to be written down, and this machine itself. */
const exampleHost = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|.*\bexample\b|.*\.(?:test|invalid|localhost)\b|(?:your|some)|(?:(?:my|the)[-_]?)?(?:host|host-?name|server|domain|site|proxy|registry|company|foo|bar|test|url)\d?(?:\.(?:com|org|net|tld|io|dev))?(?::\d+)?$|[a-z]\.[a-z]$)/i;
/** Words that documentation writes for a name, a password, a token. */
const stock = /^(?:(?:my|your|the|some|a|an|db|database|proxy|api|auth|access|bot|git|npm|ftp|root|admin|test|super|top)[-_.]?)*(?:user(?:name)?|usr|name|login|me|you|pass|passw(?:or)?d|passwd|pwd|pw|passphrase|secret|token|key|apikey|id|client|public|private|credentials?|oauth|value|string|foo|bar|baz|qux|demo|guest|test|admin|root|hunter2|changeit|x|y|abc|qwerty|postgres|mysql|mongo(?:db)?|tiger|calvin|foobared)[-_.]?\d{0,4}$/i;
/** `randompassword`, `my-db-passwd1`: only letters around the word. */
const saysPassword = /^[a-z_-]*passw(?:or)?d[a-z_-]*\d{0,4}$/i;
/** What no name and no password has in a URL unless it is code that builds one, or a blank to fill in. */
const notUserInfo = /["'`<>{}()[\]|\\^,;\s]|\$[A-Za-z_]|%[A-Z_]{3,}%|^\*+$|^\.+$/;
/** A URL whose name and password stand for others. */
function isPlaceholderUrl(user, password, host) {
	if (notUserInfo.test(user) || notUserInfo.test(password)) return true;
	if (exampleHost.test(host) || !/[a-z0-9]/i.test(host)) return true;
	if (user === password || stock.test(password) || saysPassword.test(password)) return true;
	if (markers.test(password)) return true;
	return unforeseen(password) < 4;
}

// src/rules/credentials/context-patterns.ts
function* all$1(kind, text, pattern) {
	for (const found of text.matchAll(pattern)) {
		const value = found[1] ?? "";
		yield {
			kind,
			value,
			at: found.index + found[0].indexOf(value)
		};
	}
}
const keyId = /(?<![A-Za-z0-9+/=_.-])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9+/=_-])/;
const fortyCharacters = /(?<![A-Za-z0-9+/=_.-])([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=_-])/g;
/** 40 characters of base64 near an access key ID, whatever they are called. A hash in hex has no capitals. */
function* besideKeyId(text) {
	if (!keyId.test(text)) return;
	for (const match of all$1("AWSSecretAccessKey", text, fortyCharacters)) {
		const { value } = match;
		if (/[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value) && unforeseen(value) >= 24) yield match;
	}
}
const jwt = /(?<![A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{20,700})(?![A-Za-z0-9_-])/g;
function claimsOf$1(token) {
	try {
		const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
		return typeof claims === "object" && claims !== null ? { ...claims } : null;
	} catch {
		return null;
	}
}
/** A token that says who may do what. The one of every tutorial, and what names no subject at all, are left alone. */
function* jsonWebTokens(text) {
	for (const match of all$1("JWT", text, jwt)) {
		const claims = claimsOf$1(match.value);
		if (claims === null || claims.sub === "1234567890" || claims.name === "John Doe" || claims.role === "anon") continue;
		yield claims.role === "service_role" ? {
			...match,
			kind: "SUPABASE_SERVICE_ROLE_KEY"
		} : match;
	}
}
const basic = /(?<![A-Za-z])Basic ([A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/=])/g;
const registry = /"auth"\s{0,9}:\s{0,9}"([A-Za-z0-9+/]{12,2000}={0,2})"/g;
/** Docker's `config.json` keeps a name and a password for a registry like that, under any file name. */
function* registryLogins(text) {
	for (const { value, at } of all$1("", text, registry)) if (isLogin(value)) yield {
		kind: "RegistryLogin",
		value,
		at
	};
}
/** Printable, with a colon between a name and a password. */
function isLogin(base64) {
	return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x21-\x7e]{6,1400}$/.test(Buffer.from(base64, "base64").toString("latin1"));
}
/** What an `Authorization: Basic` header carries is a name and a password in base64: judged as if it stood in a URL. */
function* basicHeaders(text) {
	for (const { value, at } of all$1("", text, basic)) if (isLogin(value)) yield {
		kind: "BasicHeader",
		value,
		at
	};
}
const connectionPassword = /[;?&]\s?(?:password|pwd)=["']?([^\s;&"'`<>\\{}$%,()]{6,100})(?=[;&"'`\s\\]|$)/gi;
const servers = [
	"jdbc:",
	"data source=",
	"server=",
	"host="
];
const accounts = [
	"user=",
	"user id=",
	"uid=",
	"username=",
	"database=",
	"initial catalog="
];
const ownMachine = [
	"localhost",
	"127.0.0.1",
	"(local"
];
/** A password in what ADO, ODBC and JDBC call a connection string: a server stands before it, another one than this machine, and an account around it. */
function* connectionStrings(text) {
	for (const match of all$1("ConnectionPassword", text, connectionPassword)) {
		const around = text.slice(Math.max(0, match.at - 600), match.at + match.value.length + 100).toLowerCase();
		const before = around.slice(0, Math.min(600, match.at));
		const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\"")) + 1);
		if (!servers.some((word) => line.includes(word)) || ownMachine.some((word) => line.includes(word))) continue;
		if (/^[A-Za-z._$]+$/.test(match.value)) continue;
		if (accounts.some((word) => around.includes(word))) yield match;
	}
}
const otherUrl = /(?<![A-Za-z0-9+.-])((?:rediss?|amqps?|mqtts?|mssql|sqlserver|smtps?|imaps?|ldaps?|sftp|ssh|git|clickhouse|couchdb|cockroachdb|nats|wss?|cloudinary|elasticsearch|kafka|socks5h?):\/\/[^:/\s@"'`<>]{0,100}:[^@/\s"'`<>]{1,200}@[^\s/?#"'`<>\\,;)\]}|]{1,200})/gi;
const discord = /(?<![A-Za-z0-9_.-])([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_.-])/g;
/** The first part is the account's number in base64. */
function* discordTokens(text) {
	for (const match of all$1("DISCORD_TOKEN", text, discord)) {
		const account = Buffer.from(match.value.slice(0, match.value.indexOf(".")), "base64").toString("latin1");
		if (/^\d{16,20}$/.test(account)) yield match;
	}
}
const searches = [
	{
		literals: ["AKIA", "ASIA"],
		before: 260,
		reach: 280,
		find: besideKeyId
	},
	{
		literals: [".eyJ"],
		before: 420,
		reach: 2720,
		find: jsonWebTokens
	},
	{
		literals: ["\"auth"],
		before: 2,
		reach: 2040,
		find: registryLogins
	},
	{
		literals: ["Basic "],
		before: 2,
		reach: 420,
		find: basicHeaders
	},
	{
		literals: ["assword=", "Pwd="],
		before: 620,
		reach: 120,
		find: connectionStrings
	},
	{
		literals: ["://"],
		before: 20,
		reach: 520,
		find: (text) => all$1("BasicAuth", text, otherUrl)
	},
	{
		literals: [":AA"],
		before: 12,
		reach: 40,
		find: (text) => all$1("TELEGRAM_TOKEN", text, /(?<!\d)(\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/g)
	},
	{
		literals: [
			"discord",
			"Discord",
			"DISCORD"
		],
		before: 200,
		reach: 300,
		find: discordTokens
	},
	{
		literals: [
			"uthToken",
			"uth_token",
			"UTH_TOKEN"
		],
		before: 300,
		reach: 300,
		find: (text) => /twilio|\bAC[0-9a-f]{32}\b/i.test(text) ? all$1("TWILIO_AUTH_TOKEN", text, /auth_?token["']?\s{0,10}[:=]\s{0,10}["']?([0-9a-f]{32})(?![0-9A-Za-z])/gi) : []
	},
	{
		literals: [".atlasv1."],
		before: 16,
		reach: 90,
		find: (text) => all$1("TERRAFORM_TOKEN", text, /(?<![A-Za-z0-9.])([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})(?![A-Za-z0-9_=-])/g)
	},
	{
		literals: ["7Q~", "8Q~"],
		before: 6,
		reach: 40,
		find: (text) => all$1("AZURE_CLIENT_SECRET", text, /(?<![A-Za-z0-9_~.-])([A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])/g)
	},
	{
		literals: ["JQQJ99"],
		before: 58,
		reach: 38,
		find: (text) => all$1("AZURE_AI_KEY", text, /(?<![A-Za-z0-9])([A-Za-z0-9]{48,56}JQQJ99[A-Za-z0-9]{20,30})(?![A-Za-z0-9])/g)
	},
	{
		literals: ["&sig="],
		before: 500,
		reach: 80,
		find: (text) => all$1("AZURE_SAS", text, /[?&]sv=20\d\d-\d\d-\d\d&[^\s"'`<>]{0,400}&sig=([A-Za-z0-9%+/]{40,70}(?:%3D|=))/g)
	}
];
/** Literals of the searches, with what the scan must know of them. */
const contextLiterals = searches.flatMap(({ literals, before, reach }) => literals.map((literal) => ({
	literal,
	before,
	reach
})));
const byLiteral = new Map(searches.flatMap((search) => search.literals.map((literal) => [literal, search])));
/** What the search that belongs to a literal finds in the text. */
function matchContext(literal, text) {
	return [...byLiteral.get(literal)?.find(text) ?? []];
}

// src/rules/credentials/issued-tokens.ts
const hex = (digits) => `[0-9a-f]{${digits}}`;
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
function row$1(kind, name, prefixes, body, run, reach) {
	return {
		kind,
		name,
		prefixes,
		body,
		run,
		reach
	};
}
/**
* Issuers that the library does not know. The shapes are those that the issuers document, or that GitHub's, GitLab's and TruffleHog's lists
* agree on.
* @see https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
* @see https://docs.gitlab.com/user/application_security/secret_detection/detected_secrets/
*/
const issued = [
	row$1("GOOGLE_API_KEY", "Google API key", ["AIza"], "[A-Za-z0-9_-]{35}", 35, 40),
	row$1("GOOGLE_CLIENT_SECRET", "Google OAuth client secret", ["GOCSPX-"], "[A-Za-z0-9_-]{28}", 28, 40),
	row$1("GOOGLE_ACCESS_TOKEN", "Google OAuth access token", ["ya29."], "[A-Za-z0-9_-]{80,400}", 80, 410),
	row$1("GOOGLE_REFRESH_TOKEN", "Google OAuth refresh token", ["1//0"], "[A-Za-z0-9_-]{60,140}", 60, 150),
	row$1("AZURE_STORAGE_KEY", "Azure account key in a connection string", ["AccountKey="], "[A-Za-z0-9+/]{86}==", 88, 96),
	row$1("AZURE_SHARED_ACCESS_KEY", "Azure shared access key in a connection string", ["SharedAccessKey="], "[A-Za-z0-9+/]{43}=", 44, 52),
	row$1("AWS_BEDROCK_KEY", "Amazon Bedrock API key", ["ABSKQmVkcm9ja0FQSUtleS"], "[A-Za-z0-9+/]{60,300}={0,2}", 60, 310),
	row$1("DIGITALOCEAN_TOKEN", "DigitalOcean token", [
		"dop_v1_",
		"doo_v1_",
		"dor_v1_"
	], hex(64), 64, 72),
	row$1("HEROKU_KEY", "Heroku API key", ["HRKU-AA"], "[A-Za-z0-9_-]{58}", 58, 66),
	row$1("NETLIFY_TOKEN", "Netlify access token", ["nfp_"], "[A-Za-z0-9]{36,40}", 36, 44),
	row$1("FLY_TOKEN", "Fly.io access token", ["fm2_"], "[A-Za-z0-9+/]{100,2000}={0,2}", 100, 2010),
	row$1("RENDER_KEY", "Render API key", ["rnd_"], "[A-Za-z0-9]{28,32}", 28, 40),
	row$1("VERCEL_BLOB_TOKEN", "Vercel Blob token", ["vercel_blob_rw_"], "[A-Za-z0-9]{16}_[A-Za-z0-9]{30,50}", 47, 80),
	row$1("SUPABASE_SECRET_KEY", "Supabase secret key", ["sb_secret_"], "[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}", 31, 40),
	row$1("SUPABASE_TOKEN", "Supabase access token", ["sbp_"], `(?:v0_)?${hex(40)}`, 40, 52),
	row$1("PLANETSCALE_TOKEN", "PlanetScale token", [
		"pscale_pw_",
		"pscale_tkn_",
		"pscale_oauth_"
	], "[A-Za-z0-9_.-]{32,64}", 32, 72),
	row$1("NEON_KEY", "Neon API key", ["napi_"], "[a-z0-9]{64}", 64, 72),
	row$1("GITLAB_TOKEN", "GitLab token", [
		"gldt-",
		"glrt-",
		"glft-",
		"glimt-",
		"glagent-",
		"gloas-",
		"glsoat-"
	], "[A-Za-z0-9_-]{20,70}", 20, 80),
	row$1("GITLAB_TRIGGER_TOKEN", "GitLab pipeline trigger token", ["glptt-"], hex(40), 40, 48),
	row$1("GITLAB_JOB_TOKEN", "GitLab job token", ["glcbt-"], "[0-9a-zA-Z]{1,5}_[A-Za-z0-9_-]{20}", 22, 40),
	row$1("ATLASSIAN_TOKEN", "Atlassian API token", ["ATATT3xFfGF0", "ATCTT3xFfGN0"], "[A-Za-z0-9_=-]{60,250}[0-9A-F]{8}", 68, 264),
	row$1("BITBUCKET_PASSWORD", "Bitbucket app password", ["ATBB"], "[A-Za-z0-9_-]{28}[0-9A-F]{8}", 36, 44),
	row$1("PYPI_TOKEN", "PyPI token", ["pypi-AgEIcHlwaS5vcmc"], "[A-Za-z0-9_-]{50,1000}", 50, 1010),
	row$1("RUBYGEMS_KEY", "RubyGems API key", ["rubygems_"], hex(48), 48, 56),
	row$1("DOCKER_ORGANIZATION_TOKEN", "Docker organization token", ["dckr_oat_"], "[A-Za-z0-9_-]{32}", 32, 40),
	row$1("JFROG_TOKEN", "JFrog token", ["AKCp", "cmVmdGtu"], "[A-Za-z0-9]{56,69}", 56, 76),
	row$1("SONAR_TOKEN", "SonarQube token", [
		"sqp_",
		"squ_",
		"sqa_"
	], hex(40), 40, 48),
	row$1("BUILDKITE_TOKEN", "Buildkite token", ["bkua_"], hex(40), 40, 48),
	row$1("CIRCLECI_TOKEN", "CircleCI token", ["CCIPAT_", "CCIPRJ_"], `[A-Za-z0-9]{22}_${hex(40)}`, 63, 72),
	row$1("SOURCEGRAPH_TOKEN", "Sourcegraph token", ["sgp_"], `(?:(?:local|[0-9a-f]{16})_)?${hex(40)}`, 40, 66),
	row$1("PULUMI_TOKEN", "Pulumi token", ["pul-"], hex(40), 40, 48),
	row$1("DOPPLER_TOKEN", "Doppler token", [
		"dp.pt.",
		"dp.ct.",
		"dp.sa.",
		"dp.scim.",
		"dp.audit."
	], "[A-Za-z0-9]{40,44}", 40, 52),
	row$1("DOPPLER_SERVICE_TOKEN", "Doppler service token", ["dp.st."], "(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}", 40, 90),
	row$1("POSTMAN_KEY", "Postman API key", ["PMAK-"], `${hex(24)}-${hex(34)}`, 59, 68),
	row$1("CONTENTFUL_TOKEN", "Contentful access token", ["CFPAT-"], "[A-Za-z0-9_-]{43}", 43, 52),
	row$1("SENTRY_TOKEN", "Sentry token", ["sntrys_"], "[A-Za-z0-9+/_=-]{80,400}", 80, 410),
	row$1("SENTRY_USER_TOKEN", "Sentry user token", ["sntryu_"], hex(64), 64, 72),
	row$1("NEW_RELIC_KEY", "New Relic key", ["NRAK-"], "[A-Za-z0-9_-]{27,32}", 27, 40),
	row$1("DYNATRACE_TOKEN", "Dynatrace token", ["dt0c01.", "dt0s01."], "[A-Z0-9]{24}\\.[A-Z0-9]{64}", 89, 98),
	row$1("HONEYCOMB_KEY", "Honeycomb key", ["hcaik_"], "[a-z0-9]{58}", 58, 66),
	row$1("POSTHOG_KEY", "PostHog personal API key", ["phx_"], "[A-Za-z0-9]{40,50}", 40, 58),
	row$1("LAUNCHDARKLY_KEY", "LaunchDarkly SDK key", ["sdk-"], uuid, 36, 44),
	row$1("SLACK_REFRESH_TOKEN", "Slack refresh token", ["xoxe-"], "\\d-[A-Za-z0-9_-]{100,300}", 102, 310),
	row$1("SLACK_WORKFLOW", "Slack webhook of a flow", ["hooks.slack.com/workflows/", "hooks.slack.com/triggers/"], "[A-Z0-9]{8,14}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{20,60}", 38, 110),
	row$1("DISCORD_WEBHOOK", "Discord webhook", ["/api/webhooks/"], "\\d{17,20}/[A-Za-z0-9_-]{60,80}", 78, 110),
	row$1("TEAMS_WEBHOOK", "Microsoft Teams webhook", ["/IncomingWebhook/"], `${hex(32)}/${uuid}(?:/[A-Za-z0-9_-]{10,60})?`, 69, 140),
	row$1("BREVO_KEY", "Brevo key", ["xkeysib-", "xsmtpsib-"], `${hex(64)}-[A-Za-z0-9]{16}`, 81, 90),
	row$1("RESEND_KEY", "Resend API key", ["re_"], "[A-Za-z0-9]{8}_[A-Za-z0-9]{24}", 33, 40),
	row$1("SIGNING_SECRET", "signing secret of a webhook", ["whsec_"], "[A-Za-z0-9+/]{24,88}={0,2}", 24, 96),
	row$1("OPENROUTER_KEY", "OpenRouter API key", ["sk-or-v1-"], hex(64), 64, 72),
	row$1("PERPLEXITY_KEY", "Perplexity API key", ["pplx-"], "[A-Za-z0-9]{48}", 48, 56),
	row$1("XAI_KEY", "xAI API key", ["xai-"], "[A-Za-z0-9]{70,90}", 70, 98),
	row$1("REPLICATE_TOKEN", "Replicate API token", ["r8_"], "[A-Za-z0-9]{37}", 37, 44),
	row$1("LANGSMITH_KEY", "LangSmith API key", ["lsv2_pt_", "lsv2_sk_"], `${hex(32)}_${hex(10)}`, 43, 52),
	row$1("LANGFUSE_KEY", "Langfuse secret key", ["sk-lf-"], uuid, 36, 44),
	row$1("TAVILY_KEY", "Tavily API key", ["tvly-"], "(?:dev-|prod-)?[A-Za-z0-9]{32}", 32, 48),
	row$1("PINECONE_KEY", "Pinecone API key", ["pcsk_"], "[A-Za-z0-9]{5,6}_[A-Za-z0-9]{50,70}", 56, 86),
	row$1("NVIDIA_KEY", "NVIDIA API key", ["nvapi-"], "[A-Za-z0-9_-]{60,70}", 60, 80),
	row$1("ELEVENLABS_KEY", "ElevenLabs API key", ["sk_"], hex(48), 48, 56),
	row$1("HUGGINGFACE_ORGANIZATION_TOKEN", "Hugging Face organization token", ["api_org_"], "[A-Za-z]{34}", 34, 42),
	row$1("JINA_KEY", "Jina API key", ["jina_"], "[a-f0-9]{32}[A-Za-z0-9_-]{28}", 60, 68),
	row$1("MODEL_API_KEY", "API key of a language model's provider", ["sk-"], "(?:[0-9a-f]{32}|[A-Za-z0-9]{48})", 32, 56),
	row$1("SQUARE_SECRET", "Square secret", ["sq0csp-", "sq0atp-"], "[A-Za-z0-9_-]{22,43}", 22, 52),
	row$1("PAYPAL_TOKEN", "PayPal or Braintree access token", ["access_token$production$"], `[a-z0-9]{16}\\$${hex(32)}`, 0, 58),
	row$1("PLAID_TOKEN", "Plaid access token", ["access-production-"], uuid, 36, 44),
	row$1("SHIPPO_TOKEN", "Shippo token", ["shippo_live_"], hex(40), 40, 48),
	row$1("NOTION_SECRET", "Notion integration secret", ["secret_"], "[A-Za-z0-9]{43}", 43, 52),
	row$1("LINEAR_OAUTH_TOKEN", "Linear OAuth token", ["lin_oauth_"], hex(64), 64, 72),
	row$1("MAPBOX_SECRET_TOKEN", "Mapbox secret token", ["sk.eyJ1"], "[A-Za-z0-9_-]{40,200}\\.[A-Za-z0-9_-]{20,30}", 61, 240),
	row$1("AGE_KEY", "age secret key", ["AGE-SECRET-KEY-1"], "[0-9A-Z]{58}", 58, 66),
	row$1("ANSIBLE_VAULT", "encrypted Ansible vault", ["$ANSIBLE_VAULT;1."], "\\d;AES256(?:;[\\w.-]{1,40})?\\s{1,20}[0-9a-f]{60,80}", 0, 180),
	row$1("OPENVPN_KEY", "OpenVPN static key", ["OpenVPN Static key V1"], `-----\\s{1,8}${hex(32)}\\s{1,8}${hex(32)}`, 0, 100),
	row$1("MINISIGN_KEY", "minisign or signify secret key", ["minisign encrypted secret key", "signify secret key"], "[\\r\\n]{1,4}RW[A-Za-z0-9+/]{100,250}={0,2}", 0, 270),
	row$1("WIREGUARD_KEY", "WireGuard private key", ["PrivateKey = "], "[A-Za-z0-9+/]{43}=", 44, 52)
];
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** Compiled with the first sighting of its prefix, which most runs never have. */
const patterns$3 = /* @__PURE__ */ new Map();
function patternOf({ prefixes, body }, prefix) {
	let pattern = patterns$3.get(prefix);
	if (pattern === void 0) {
		const before = /^[A-Za-z0-9]/.test(prefixes[0] ?? "") ? "(?<![A-Za-z0-9_-])" : "";
		pattern = new RegExp(`${before}(${escaped(prefix)}${body})(?![A-Za-z0-9_-])`, "g");
		patterns$3.set(prefix, pattern);
	}
	return pattern;
}
const byPrefix = new Map(issued.flatMap((one) => one.prefixes.map((prefix) => [prefix, one])));
/** Prefixes with what the search must know of them. */
const issuedPrefixes = issued.flatMap(({ kind, prefixes, run, reach }) => prefixes.map((prefix) => ({
	kind,
	prefix,
	run,
	reach
})));
/** What people call a kind of this list; undefined for others. */
function issuedName(kind) {
	return issued.find((one) => one.kind === kind)?.name;
}
/** Tokens in the text that begin with the prefix. */
function matchIssued(prefix, text) {
	const one = byPrefix.get(prefix);
	if (one === void 0) return [];
	return [...text.matchAll(patternOf(one, prefix))].map((found) => ({
		kind: one.kind,
		value: found[1] ?? "",
		at: found.index
	}));
}

// src/rules/credentials/kinds.ts
/** What a kind of credential is called, in a sentence that goes on with "at line 3". */
const names$3 = {
	AWSSecretAccessKey: "AWS secret access key",
	AWSAccessKeyID: "AWS access key ID",
	PackageJSON_xOauthToken: "GitHub OAuth token in a URL",
	Npmrc_authToken: "npm registry token",
	NPM_ACCESS_TOKEN: "npm access token",
	SLACK_TOKEN: "Slack token",
	IncomingWebhook: "Slack incoming webhook",
	BasicAuth: "user name and password in a URL",
	BasicHeader: "user name and password in an Authorization header",
	RegistryLogin: "login of a container registry",
	ConnectionPassword: "database password in a connection string",
	JWT: "JSON Web Token",
	SUPABASE_SERVICE_ROLE_KEY: "Supabase service role key",
	TELEGRAM_TOKEN: "Telegram bot token",
	DISCORD_TOKEN: "Discord bot token",
	TWILIO_AUTH_TOKEN: "Twilio auth token",
	TERRAFORM_TOKEN: "HCP Terraform token",
	AZURE_CLIENT_SECRET: "Azure client secret",
	AZURE_AI_KEY: "Azure AI key",
	AZURE_SAS: "Azure shared access signature",
	OPENAI_TOKEN: "OpenAI API key",
	ANTHROPIC_API_KEY: "Anthropic API key",
	ANTHROPIC_TOKEN: "Anthropic access token",
	GROQ_API_KEY: "Groq API key",
	HUGGINGFACE_USER_ACCESS_TOKEN: "Hugging Face access token",
	LINEAR_API_TOKEN: "Linear API key",
	NOTION_INTEGRATION_TOKEN: "Notion integration token",
	SENDGRID_KEY: "SendGrid API key",
	SHOPIFY_KEY: "Shopify access token",
	STRIPE_SECRET_KEY_LIVE: "Stripe live secret key",
	STRIPE_SECRET_KEY_TEST: "Stripe test secret key",
	STRIPE_RESTRICTED_KEY_LIVE: "Stripe live restricted key",
	STRIPE_RESTRICTED_KEY_TEST: "Stripe test restricted key",
	GITLAB_PERSONAL_ACCESS_TOKEN: "GitLab personal access token",
	GRAFANA_CLOUD_API_TOKEN: "Grafana Cloud API token",
	GRAFANA_SERVICE_ACCOUNT_TOKEN: "Grafana service account token",
	OPS_TOKEN: "1Password service account token",
	MongoDBConnection: "MongoDB password in a connection string",
	MySQLConnection: "MySQL password in a connection string",
	PostgreSQLConnection: "PostgreSQL password in a connection string",
	HASHICORP_VAULT_SERVICE_TOKEN: "HashiCorp Vault service token",
	HASHICORP_VAULT_BATCH_TOKEN: "HashiCorp Vault batch token",
	HASHICORP_VAULT_RECOVERY_TOKEN: "HashiCorp Vault recovery token",
	VERCEL_PERSONAL_ACCESS_TOKEN: "Vercel access token",
	VERCEL_INTEGRATION_TOKEN: "Vercel integration token",
	VERCEL_APP_ACCESS_TOKEN: "Vercel app access token",
	VERCEL_APP_REFRESH_TOKEN: "Vercel app refresh token",
	VERCEL_AI_GATEWAY_API_KEY: "Vercel AI Gateway API key",
	DATABRICKS_PERSONAL_ACCESS_TOKEN: "Databricks personal access token",
	DOCKER_PERSONAL_ACCESS_TOKEN: "Docker personal access token",
	FIGMA_PERSONAL_ACCESS_TOKEN: "Figma personal access token",
	CLOUDFLARE_GLOBAL_API_KEY: "Cloudflare global API key",
	CLOUDFLARE_USER_API_TOKEN: "Cloudflare user API token",
	CLOUDFLARE_ACCOUNT_API_TOKEN: "Cloudflare account API token",
	TAILSCALE_API_KEY: "Tailscale API token",
	TAILSCALE_AUTH_KEY: "Tailscale auth key",
	TAILSCALE_CLIENT_KEY: "Tailscale OAuth client secret",
	TAILSCALE_SCIM_KEY: "Tailscale SCIM key",
	TAILSCALE_WEBHOOK_KEY: "Tailscale webhook key",
	TAILSCALE_KEY: "Tailscale key"
};
/** One name in the library stands for several kinds of token, told by their prefix. */
const gitHubTokens = [
	["github_pat_", "GitHub fine-grained personal access token"],
	["ghp_", "GitHub personal access token"],
	["gho_", "GitHub OAuth access token"],
	["ghu_", "GitHub user access token of an app"],
	["ghs_", "GitHub installation access token of an app"],
	["ghr_", "GitHub refresh token"]
];
/** Names a kind for people. A kind that a new version of the library adds keeps the library's name until it has one here. */
function kindName(kind, value) {
	if (kind === "GITHUB_TOKEN") {
		for (const [prefix, name] of gitHubTokens) if (value.startsWith(prefix)) return name;
	}
	return names$3[kind] ?? issuedName(kind) ?? kind.toLowerCase().replaceAll("_", " ");
}

// src/tarball/last-answer.ts
/**
* Remembers the answer for the value that was asked about last, and none before it: the entries of a tarball come one at a time, and
* every rule asks the same of each.
*/
function lastAnswer(find) {
	let last = null;
	return (question) => {
		if (last?.question !== question) last = {
			question,
			answer: find(question)
		};
		return last.answer;
	};
}

// src/rules/credentials/literal-scan.ts
/** As many as a cell of the table has bits for: one for the first pair, one for the second. */
const groupCount = 16;
/** The letters of source code, most frequent first. All that is not in it is rarer than the last. */
const frequent = "etnirsaocAuClpdmfhgbSyxk.vw-_/:EDIGjqz";
/** What may be anything is as frequent as all characters together. */
const any = 512;
const frequencies = (/* @__PURE__ */ new Uint16Array(128)).fill(1);
for (const [rank, letter] of [...frequent].entries()) frequencies[letter.charCodeAt(0)] = 38 - rank + 1;
function frequencyAt(literal, at) {
	return at < 0 || at >= literal.length ? any : frequencies[literal.charCodeAt(at)] ?? 1;
}
/** How often the pair at this place of the literal turns up in ordinary text, in no particular unit. */
function pairFrequency(literal, at) {
	return frequencyAt(literal, at) * frequencyAt(literal, at + 1);
}
/** Place of the second of the two rarest pairs, when the first pair of all lies at `phase`: 0, or -1 for one half outside. */
function rarestSecond(literal, phase) {
	let best = phase + 2;
	let bestFrequency = Number.POSITIVE_INFINITY;
	for (let second = phase + 2; second < literal.length; second += 2) {
		const frequency = pairFrequency(literal, second - 2) * pairFrequency(literal, second);
		if (frequency < bestFrequency) [best, bestFrequency] = [second, frequency];
	}
	return best;
}
/** Literals that share their bits in the table: the fewer a pair and the next one meet by chance, the better. */
var Group = class {
	/** By the first byte of the second pair. */
	candidates = /* @__PURE__ */ new Map();
	#first = 0;
	#second = 0;
	/** How many more chance meetings there would be. */
	costOf(first, second) {
		return (this.#first + first) * (this.#second + second) - this.#first * this.#second;
	}
	add(candidate, first, second) {
		const byte = candidate.bytes[candidate.second] ?? 0;
		const known = this.candidates.get(byte);
		if (known === void 0) this.candidates.set(byte, [candidate]);
		else known.push(candidate);
		this.#first += first;
		this.#second += second;
	}
};
const none$3 = [];
/** The place of the group to which a literal with pairs of these frequencies adds least. */
function cheapest(groups, first, second) {
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	for (let place = 0; place < groups.length; place++) {
		const cost = groups[place]?.costOf(first, second) ?? least;
		if (cost >= least) continue;
		best = place;
		least = cost;
	}
	return best;
}
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
/** The number that this machine reads for two bytes. */
function pairNumber(first, second) {
	return littleEndian ? first | second << 8 : first << 8 | second;
}
/** Marks each pair that the literal can have at this place, half of which may lie outside of it. */
function mark(table, literal, at, bit) {
	const [first, second] = [literal[at], literal[at + 1]];
	for (let one = first ?? 0; one <= (first ?? 255); one++) for (let two = second ?? 0; two <= (second ?? 255); two++) {
		const pair = pairNumber(one, two);
		table[pair] = (table[pair] ?? 0) | bit;
	}
}
function occursAt(bytes, literal, start) {
	if (start < 0 || start + literal.length > bytes.length) return false;
	for (let index = 0; index < literal.length; index++) if (bytes[start + index] !== literal[index]) return false;
	return true;
}
/**
* Prepares the scan for a list of distinct ASCII literals of at least three characters. `visit` gets the place of a
* literal in the list and the byte offset, nearly in order: two literals that overlap may come in either order.
*/
function literalScan(literals) {
	const table = /* @__PURE__ */ new Uint32Array(65536);
	const groups = Array.from({ length: groupCount }, () => new Group());
	for (const [literal, text] of literals.entries()) {
		if (text.length < 3) throw new RangeError(`the literal ${JSON.stringify(text)} is shorter than three characters`);
		const bytes = Buffer.from(text, "latin1");
		for (const phase of [0, -1]) {
			const second = rarestSecond(text, phase);
			const [one, two] = [pairFrequency(text, second - 2), pairFrequency(text, second)];
			const group = cheapest(groups, one, two);
			mark(table, bytes, second - 2, 1 << group);
			mark(table, bytes, second, 1 << group + groupCount);
			groups[group]?.add({
				literal,
				bytes,
				second
			}, one, two);
		}
	}
	const candidates = groups.map((group) => group.candidates);
	/** Compares where the pair at `at` is the second one of these groups. */
	const compare = (bytes, visit, at, met) => {
		const byte = bytes[at] ?? 0;
		for (let rest = met; rest !== 0; rest &= rest - 1) for (const candidate of candidates[31 - Math.clz32(rest & -rest)]?.get(byte) ?? none$3) {
			const start = at - candidate.second;
			if (occursAt(bytes, candidate.bytes, start)) visit(candidate.literal, start);
		}
	};
	/** The cell of the pair that begins at `at`. What lies outside of the bytes reads as zero, and is compared in vain. */
	const cellAt = (bytes, at) => table[pairNumber(bytes[at] ?? 0, bytes[at + 1] ?? 0)] ?? 0;
	const walk = (bytes, visit, from, to) => {
		let last = cellAt(bytes, from - 2);
		for (let at = from; at < to; at += 2) {
			const cell = cellAt(bytes, at);
			const met = last & cell >>> groupCount;
			if (met !== 0) compare(bytes, visit, at, met);
			last = cell;
		}
	};
	return (bytes, visit) => {
		const head = Math.min(bytes.length, bytes.byteOffset & 1);
		const count = bytes.length - head >> 1 & -4;
		const pairs = new Uint16Array(bytes.buffer, count === 0 ? 0 : bytes.byteOffset + head, count);
		let last = cellAt(bytes, head - 2);
		for (let index = nextMeeting(table, pairs, 0, last); index < count;) {
			if (index > 0) last = table[pairs[index - 1] ?? 0] ?? 0;
			for (const end = index + 4; index < end; index++) {
				const cell = table[pairs[index] ?? 0] ?? 0;
				const met = last & cell >>> groupCount;
				if (met !== 0) compare(bytes, visit, head + index * 2, met);
				last = cell;
			}
			index = nextMeeting(table, pairs, index, last);
		}
		walk(bytes, visit, head + count * 2, bytes.length);
	};
}
/**
* From where on the next four pairs have one that meets the one before it; the number of pairs when none has. `before` is the cell
* in front of the first. Every byte goes through here, with four look-ups and one branch for eight: a function of its own, because
* the engine makes a loop this small fast.
*/
function nextMeeting(table, pairs, from, before) {
	let last = before;
	for (let index = from; index < pairs.length; index += 4) {
		const one = table[pairs[index] ?? 0] ?? 0;
		const two = table[pairs[index + 1] ?? 0] ?? 0;
		const three = table[pairs[index + 2] ?? 0] ?? 0;
		const four = table[pairs[index + 3] ?? 0] ?? 0;
		if ((last & one >>> groupCount | one & two >>> groupCount | two & three >>> groupCount | three & four >>> groupCount) !== 0) return index;
		last = four;
	}
	return pairs.length;
}

// src/rules/credentials/leads.ts
const slash = 47;
const atSign = 64;
/**
* There is an `@` before the path begins: only then can a URL hold a password. 200 characters of a password and 100
* of a name are at most 1,200 bytes.
*/
function hasUserInfo(bytes, after) {
	const end = Math.min(bytes.length, after + 1210);
	for (let at = after; at < end; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === atSign) return true;
		if (byte === slash || byte === 32 || byte >= 9 && byte <= 13) return false;
	}
	return false;
}
/** A quotation mark, perhaps behind a backslash. */
function closesString(bytes, after) {
	return bytes[after] === 34 || bytes[after] === 92;
}
function isSlackHook(bytes, after) {
	if (((bytes[after] ?? 0) | 32) !== 104) return false;
	return bytes.toString("latin1", after, after + 15).toLowerCase() === "hooks.slack.com";
}
const dot = 46;
/** There is a dot in the next `longest` bytes: says how many bytes come before it, else -1. */
function dotWithin(bytes, from, longest) {
	return bytes.subarray(from, from + longest + 1).indexOf(dot);
}
/**
* The rest of an installation token: 36 characters, or `<number>_<JWT>` whose first part ends within 1,000
* characters and whose second within 10,000. Without the dots the library's pattern tries them all in vain.
*/
function isInstallationToken(bytes, after) {
	const rest = bytes.toString("latin1", after, after + 37);
	if (/^[A-Za-z0-9_]{36}(?![A-Za-z0-9_])/.test(rest)) return true;
	const number = /^[0-9]{1,20}_/.exec(rest)?.[0];
	if (number === void 0) return false;
	const head = after + number.length;
	const first = dotWithin(bytes, head, 1e3);
	return first > 0 && dotWithin(bytes, head + first + 1, 1e4) > 0;
}
/** Tokens that are told by how they begin. `run` is what their pattern wants at least after the prefix. */
function tokens(rule, run, reach, prefixes) {
	return prefixes.map((literal) => ({
		rule,
		literal,
		run,
		reach: literal.length + reach,
		before: 8
	}));
}
/** `-----BEGIN ` in base64. The last character depends on what follows, so it is left out. */
const wrappedPem = "LS0tLS1CRUdJTi";
const awsNames = [
	"secret",
	"SECRET",
	"Secret"
].flatMap((secret) => ["", "_"].flatMap((joint) => [
	"access",
	"ACCESS",
	"Access"
].map((access) => secret + joint + access)));
/** Everything that makes a look worth while, for both rules, so that an entry is read through once. */
const leads = [
	...awsNames.flatMap((literal) => [{
		rule: "aws",
		literal,
		before: 12,
		reach: 400
	}, {
		rule: "own",
		literal,
		before: 12,
		reach: 400
	}]),
	...tokens("own", 16, 24, ["AKIA", "ASIA"]),
	...tokens("own", 66, 80, ["SG."]),
	...tokens("own", 60, 300, ["sk-ant-oat", "sk-ant-admin"]),
	...tokens("own", 200, 2010, ["ops_ey"]),
	...tokens("npm", 36, 40, ["npm_"]),
	{
		rule: "npm",
		literal: "_authToken=",
		before: 8,
		reach: 4096,
		readAs: ".npmrc"
	},
	{
		rule: "npm",
		literal: ":x-oauth-basic@github",
		before: 1100,
		reach: 64,
		readAs: "package.json"
	},
	{
		rule: "basicauth",
		literal: "://",
		before: 12,
		reach: 1300,
		likely: hasUserInfo
	},
	{
		rule: "database-connection-string",
		literal: "://",
		before: 24,
		reach: 2200,
		likely: hasUserInfo
	},
	{
		rule: "slack",
		literal: "://",
		before: 12,
		reach: 200,
		likely: isSlackHook
	},
	...tokens("slack", 3, 600, [
		"xoxb-",
		"xoxp-",
		"xapp-",
		"xoxa-",
		"xoxo-",
		"xoxr-"
	]),
	...tokens("sendgrid", 66, 400, ["SG."]),
	...tokens("shopify", 32, 80, [
		"shppa_",
		"shpca_",
		"shpat_",
		"shpss_"
	]),
	...tokens("stripe", 24, 110, [
		"sk_live_",
		"sk_test_",
		"rk_live_",
		"rk_test_"
	]),
	...tokens("github", 36, 48, [
		"ghp_",
		"gho_",
		"ghu_",
		"ghr_"
	]),
	...tokens("github", 8, 12040, ["ghs_"]).map((lead) => ({
		...lead,
		likely: isInstallationToken
	})),
	...tokens("github", 82, 90, ["github_pat_"]),
	...tokens("gitlab", 20, 140, ["glpat-"]),
	...tokens("grafana", 32, 410, ["glc_"]),
	...tokens("grafana", 41, 50, ["glsa_"]),
	{
		rule: "openai",
		literal: "T3BlbkFJ",
		before: 100,
		reach: 100,
		run: 20
	},
	...tokens("anthropic", 93, 140, ["sk-ant-api0"]),
	...tokens("groq", 52, 60, ["gsk_"]),
	...tokens("huggingface", 34, 40, ["hf_"]),
	...tokens("linear", 32, 140, ["lin_api_"]),
	...tokens("notion", 46, 50, ["ntn_"]),
	...tokens("1password", 100, 1300, ["ops_ey"]),
	...tokens("hashicorp-vault", 90, 310, [
		"hvs.",
		"hvb.",
		"hvr."
	]),
	...tokens("vercel", 20, 70, [
		"vcp_",
		"vci_",
		"vca_",
		"vcr_",
		"vck_"
	]),
	...tokens("databricks", 32, 40, ["dapi"]),
	...tokens("docker", 27, 40, ["dckr_pat_"]),
	...tokens("figma", 40, 210, ["figd_"]),
	...tokens("cloudflare", 48, 60, [
		"cfk_",
		"cfut_",
		"cfat_"
	]),
	...tokens("tailscale", 28, 130, ["tskey-"]),
	...issuedPrefixes.map(({ prefix: literal, run, reach }) => ({
		rule: "issued",
		literal,
		before: 8,
		reach: literal.length + reach,
		...run > 0 && { run }
	})),
	...contextLiterals.map((lead) => ({
		rule: "context",
		...lead,
		...lead.literal === "://" && { likely: hasUserInfo },
		...lead.literal === "\"auth" && { likely: closesString }
	})),
	{
		rule: "key",
		literal: "PRIVATE KEY",
		before: 0,
		reach: 0
	},
	{
		rule: "key",
		literal: "PuTTY-User-Key-File-",
		before: 0,
		reach: 0
	},
	{
		rule: "key",
		literal: "kty",
		before: 0,
		reach: 0
	},
	{
		rule: "key",
		literal: wrappedPem,
		before: 0,
		reach: 0
	}
];
/** Beginnings that an issuer chose and that no data has by chance, a token behind them: not those of three letters, nor AWS's, which begin an identifier. */
function isMark({ rule, literal, run }) {
	return run !== void 0 && literal.length > 3 && rule !== "context" && !/^A[KS]IA$/.test(literal);
}
const literals$1 = [...new Set(leads.map((lead) => lead.literal))];
const leadsOf = literals$1.map((literal) => leads.filter((lead) => lead.literal === literal));
const scan$1 = literalScan(literals$1);
/** Characters of a token, and those that only some kinds of token have. */
const tokenByte = /* @__PURE__ */ new Uint8Array(256);
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/=")) tokenByte[byte] = 1;
function sight(bytes) {
	const stretches = /* @__PURE__ */ new Map();
	const keys = /* @__PURE__ */ new Map();
	let run = {
		start: 0,
		end: 0
	};
	const runFrom = (at) => {
		if (at >= run.start && at < run.end) return run.end - at;
		let end = at;
		while (end < bytes.length && tokenByte[bytes[end] ?? 0] === 1) end++;
		run = {
			start: at,
			end
		};
		return end - at;
	};
	scan$1(bytes, (literal, at) => {
		for (const lead of leadsOf[literal] ?? []) {
			const after = at + lead.literal.length;
			if (lead.rule === "key") {
				const known = keys.get(lead.literal);
				if (known === void 0) keys.set(lead.literal, [at]);
				else known.push(at);
				continue;
			}
			if (lead.run !== void 0 && runFrom(after) < lead.run) continue;
			if (lead.likely !== void 0 && !lead.likely(bytes, after)) continue;
			const start = Math.max(0, at - lead.before);
			const reach = lead.run === void 0 ? lead.reach : Math.min(lead.reach, after - at + runFrom(after) + 1);
			const end = Math.min(bytes.length, at + reach);
			const known = stretches.get(lead);
			const last = known?.at(-1);
			if (known === void 0) stretches.set(lead, [{
				start,
				end
			}]);
			else if (last !== void 0 && start <= last.end) {
				last.start = Math.min(last.start, start);
				last.end = Math.max(last.end, end);
			} else known.push({
				start,
				end
			});
		}
	});
	return {
		stretches,
		keys
	};
}
/** Reads an entry's bytes through once, for every rule of credentials that asks. */
const sightings = lastAnswer(sight);

// src/rules/credentials/own-patterns.ts
/** What the library's preset leaves out, or looks for with a pattern that misses part of it. */
const patterns$2 = [
	{
		kind: "AWSAccessKeyID",
		literal: /^A[KS]IA/,
		pattern: /(?<![A-Za-z0-9+/=_.-])(A[KS]IA[A-Z2-7]{16})(?![A-Za-z0-9+/=_-])/g
	},
	{
		kind: "AWSSecretAccessKey",
		literal: /access$/i,
		pattern: /secret_?access_?key["']?\s{0,40}(?::|=>|=)\s{0,40}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi
	},
	{
		kind: "SENDGRID_KEY",
		literal: /^SG\.$/,
		pattern: /(?<![A-Za-z0-9_.-])(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g
	},
	{
		kind: "ANTHROPIC_TOKEN",
		literal: /^sk-ant-/,
		pattern: /(?<![A-Za-z0-9])(sk-ant-(?:oat|admin)\d\d-[A-Za-z0-9_-]{80,128}AA)(?![A-Za-z0-9_-])/g
	},
	{
		kind: "OPS_TOKEN",
		literal: /^ops_ey$/,
		pattern: /(?<![A-Za-z0-9])(ops_ey[A-Za-z0-9+/_-]{200,2000}={0,2})(?![A-Za-z0-9+/=_-])/g
	}
];
/** Runs the patterns that belong to a lead's literal. */
function matchOwn(literal, text) {
	const found = [];
	for (const { kind, pattern, literal: known } of patterns$2) {
		if (!known.test(literal)) continue;
		for (const result of text.matchAll(pattern)) {
			const value = result[1] ?? "";
			found.push({
				kind,
				value,
				at: result.index + result[0].indexOf(value)
			});
		}
	}
	return found;
}

// node_modules/@secretlint/secretlint-rule-preset-recommend/module/index.js
var commonjsGlobal = typeof globalThis !== "undefined" ? globalThis : typeof window !== "undefined" ? window : typeof global !== "undefined" ? global : typeof self !== "undefined" ? self : {};
var regexpStringMatcher = {};
/**
* lodash (Custom Build) <https://lodash.com/>
* Build: `lodash modularize exports="npm" -o ./`
* Copyright jQuery Foundation and other contributors <https://jquery.org/>
* Released under MIT license <https://lodash.com/license>
* Based on Underscore.js 1.8.3 <http://underscorejs.org/LICENSE>
* Copyright Jeremy Ashkenas, DocumentCloud and Investigative Reporters & Editors
*/
var lodash_uniq;
var hasRequiredLodash_uniq;
function requireLodash_uniq() {
	if (hasRequiredLodash_uniq) return lodash_uniq;
	hasRequiredLodash_uniq = 1;
	/** Used as the size to enable large array optimizations. */
	var LARGE_ARRAY_SIZE = 200;
	/** Used to stand-in for `undefined` hash values. */
	var HASH_UNDEFINED = "__lodash_hash_undefined__";
	/** Used as references for various `Number` constants. */
	var INFINITY = 1 / 0;
	/** `Object#toString` result references. */
	var funcTag = "[object Function]", genTag = "[object GeneratorFunction]";
	/**
	* Used to match `RegExp`
	* [syntax characters](http://ecma-international.org/ecma-262/7.0/#sec-patterns).
	*/
	var reRegExpChar = /[\\^$.*+?()[\]{}|]/g;
	/** Used to detect host constructors (Safari). */
	var reIsHostCtor = /^\[object .+?Constructor\]$/;
	/** Detect free variable `global` from Node.js. */
	var freeGlobal = typeof commonjsGlobal == "object" && commonjsGlobal && commonjsGlobal.Object === Object && commonjsGlobal;
	/** Detect free variable `self`. */
	var freeSelf = typeof self == "object" && self && self.Object === Object && self;
	/** Used as a reference to the global object. */
	var root = freeGlobal || freeSelf || Function("return this")();
	/**
	* A specialized version of `_.includes` for arrays without support for
	* specifying an index to search from.
	*
	* @private
	* @param {Array} [array] The array to inspect.
	* @param {*} target The value to search for.
	* @returns {boolean} Returns `true` if `target` is found, else `false`.
	*/
	function arrayIncludes(array, value) {
		return !!(array ? array.length : 0) && baseIndexOf(array, value, 0) > -1;
	}
	/**
	* The base implementation of `_.findIndex` and `_.findLastIndex` without
	* support for iteratee shorthands.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {Function} predicate The function invoked per iteration.
	* @param {number} fromIndex The index to search from.
	* @param {boolean} [fromRight] Specify iterating from right to left.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function baseFindIndex(array, predicate, fromIndex, fromRight) {
		var length = array.length, index = fromIndex + -1;
		while (++index < length) if (predicate(array[index], index, array)) return index;
		return -1;
	}
	/**
	* The base implementation of `_.indexOf` without `fromIndex` bounds checks.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {*} value The value to search for.
	* @param {number} fromIndex The index to search from.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function baseIndexOf(array, value, fromIndex) {
		if (value !== value) return baseFindIndex(array, baseIsNaN, fromIndex);
		var index = fromIndex - 1, length = array.length;
		while (++index < length) if (array[index] === value) return index;
		return -1;
	}
	/**
	* The base implementation of `_.isNaN` without support for number objects.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is `NaN`, else `false`.
	*/
	function baseIsNaN(value) {
		return value !== value;
	}
	/**
	* Checks if a cache value for `key` exists.
	*
	* @private
	* @param {Object} cache The cache to query.
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function cacheHas(cache, key) {
		return cache.has(key);
	}
	/**
	* Gets the value at `key` of `object`.
	*
	* @private
	* @param {Object} [object] The object to query.
	* @param {string} key The key of the property to get.
	* @returns {*} Returns the property value.
	*/
	function getValue(object, key) {
		return object == null ? void 0 : object[key];
	}
	/**
	* Checks if `value` is a host object in IE < 9.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a host object, else `false`.
	*/
	function isHostObject(value) {
		var result = false;
		if (value != null && typeof value.toString != "function") try {
			result = !!(value + "");
		} catch (e) {}
		return result;
	}
	/**
	* Converts `set` to an array of its values.
	*
	* @private
	* @param {Object} set The set to convert.
	* @returns {Array} Returns the values.
	*/
	function setToArray(set) {
		var index = -1, result = Array(set.size);
		set.forEach(function(value) {
			result[++index] = value;
		});
		return result;
	}
	/** Used for built-in method references. */
	var arrayProto = Array.prototype, funcProto = Function.prototype, objectProto = Object.prototype;
	/** Used to detect overreaching core-js shims. */
	var coreJsData = root["__core-js_shared__"];
	/** Used to detect methods masquerading as native. */
	var maskSrcKey = function() {
		var uid = /[^.]+$/.exec(coreJsData && coreJsData.keys && coreJsData.keys.IE_PROTO || "");
		return uid ? "Symbol(src)_1." + uid : "";
	}();
	/** Used to resolve the decompiled source of functions. */
	var funcToString = funcProto.toString;
	/** Used to check objects for own properties. */
	var hasOwnProperty = objectProto.hasOwnProperty;
	/**
	* Used to resolve the
	* [`toStringTag`](http://ecma-international.org/ecma-262/7.0/#sec-object.prototype.tostring)
	* of values.
	*/
	var objectToString = objectProto.toString;
	/** Used to detect if a method is native. */
	var reIsNative = RegExp("^" + funcToString.call(hasOwnProperty).replace(reRegExpChar, "\\$&").replace(/hasOwnProperty|(function).*?(?=\\\()| for .+?(?=\\\])/g, "$1.*?") + "$");
	/** Built-in value references. */
	var splice = arrayProto.splice;
	var Map = getNative(root, "Map"), Set = getNative(root, "Set"), nativeCreate = getNative(Object, "create");
	/**
	* Creates a hash object.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function Hash(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the hash.
	*
	* @private
	* @name clear
	* @memberOf Hash
	*/
	function hashClear() {
		this.__data__ = nativeCreate ? nativeCreate(null) : {};
	}
	/**
	* Removes `key` and its value from the hash.
	*
	* @private
	* @name delete
	* @memberOf Hash
	* @param {Object} hash The hash to modify.
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function hashDelete(key) {
		return this.has(key) && delete this.__data__[key];
	}
	/**
	* Gets the hash value for `key`.
	*
	* @private
	* @name get
	* @memberOf Hash
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function hashGet(key) {
		var data = this.__data__;
		if (nativeCreate) {
			var result = data[key];
			return result === HASH_UNDEFINED ? void 0 : result;
		}
		return hasOwnProperty.call(data, key) ? data[key] : void 0;
	}
	/**
	* Checks if a hash value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf Hash
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function hashHas(key) {
		var data = this.__data__;
		return nativeCreate ? data[key] !== void 0 : hasOwnProperty.call(data, key);
	}
	/**
	* Sets the hash `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf Hash
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the hash instance.
	*/
	function hashSet(key, value) {
		var data = this.__data__;
		data[key] = nativeCreate && value === void 0 ? HASH_UNDEFINED : value;
		return this;
	}
	Hash.prototype.clear = hashClear;
	Hash.prototype["delete"] = hashDelete;
	Hash.prototype.get = hashGet;
	Hash.prototype.has = hashHas;
	Hash.prototype.set = hashSet;
	/**
	* Creates an list cache object.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function ListCache(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the list cache.
	*
	* @private
	* @name clear
	* @memberOf ListCache
	*/
	function listCacheClear() {
		this.__data__ = [];
	}
	/**
	* Removes `key` and its value from the list cache.
	*
	* @private
	* @name delete
	* @memberOf ListCache
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function listCacheDelete(key) {
		var data = this.__data__, index = assocIndexOf(data, key);
		if (index < 0) return false;
		if (index == data.length - 1) data.pop();
		else splice.call(data, index, 1);
		return true;
	}
	/**
	* Gets the list cache value for `key`.
	*
	* @private
	* @name get
	* @memberOf ListCache
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function listCacheGet(key) {
		var data = this.__data__, index = assocIndexOf(data, key);
		return index < 0 ? void 0 : data[index][1];
	}
	/**
	* Checks if a list cache value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf ListCache
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function listCacheHas(key) {
		return assocIndexOf(this.__data__, key) > -1;
	}
	/**
	* Sets the list cache `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf ListCache
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the list cache instance.
	*/
	function listCacheSet(key, value) {
		var data = this.__data__, index = assocIndexOf(data, key);
		if (index < 0) data.push([key, value]);
		else data[index][1] = value;
		return this;
	}
	ListCache.prototype.clear = listCacheClear;
	ListCache.prototype["delete"] = listCacheDelete;
	ListCache.prototype.get = listCacheGet;
	ListCache.prototype.has = listCacheHas;
	ListCache.prototype.set = listCacheSet;
	/**
	* Creates a map cache object to store key-value pairs.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function MapCache(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the map.
	*
	* @private
	* @name clear
	* @memberOf MapCache
	*/
	function mapCacheClear() {
		this.__data__ = {
			"hash": new Hash(),
			"map": new (Map || ListCache)(),
			"string": new Hash()
		};
	}
	/**
	* Removes `key` and its value from the map.
	*
	* @private
	* @name delete
	* @memberOf MapCache
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function mapCacheDelete(key) {
		return getMapData(this, key)["delete"](key);
	}
	/**
	* Gets the map value for `key`.
	*
	* @private
	* @name get
	* @memberOf MapCache
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function mapCacheGet(key) {
		return getMapData(this, key).get(key);
	}
	/**
	* Checks if a map value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf MapCache
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function mapCacheHas(key) {
		return getMapData(this, key).has(key);
	}
	/**
	* Sets the map `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf MapCache
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the map cache instance.
	*/
	function mapCacheSet(key, value) {
		getMapData(this, key).set(key, value);
		return this;
	}
	MapCache.prototype.clear = mapCacheClear;
	MapCache.prototype["delete"] = mapCacheDelete;
	MapCache.prototype.get = mapCacheGet;
	MapCache.prototype.has = mapCacheHas;
	MapCache.prototype.set = mapCacheSet;
	/**
	*
	* Creates an array cache object to store unique values.
	*
	* @private
	* @constructor
	* @param {Array} [values] The values to cache.
	*/
	function SetCache(values) {
		var index = -1, length = values ? values.length : 0;
		this.__data__ = new MapCache();
		while (++index < length) this.add(values[index]);
	}
	/**
	* Adds `value` to the array cache.
	*
	* @private
	* @name add
	* @memberOf SetCache
	* @alias push
	* @param {*} value The value to cache.
	* @returns {Object} Returns the cache instance.
	*/
	function setCacheAdd(value) {
		this.__data__.set(value, HASH_UNDEFINED);
		return this;
	}
	/**
	* Checks if `value` is in the array cache.
	*
	* @private
	* @name has
	* @memberOf SetCache
	* @param {*} value The value to search for.
	* @returns {number} Returns `true` if `value` is found, else `false`.
	*/
	function setCacheHas(value) {
		return this.__data__.has(value);
	}
	SetCache.prototype.add = SetCache.prototype.push = setCacheAdd;
	SetCache.prototype.has = setCacheHas;
	/**
	* Gets the index at which the `key` is found in `array` of key-value pairs.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {*} key The key to search for.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function assocIndexOf(array, key) {
		var length = array.length;
		while (length--) if (eq(array[length][0], key)) return length;
		return -1;
	}
	/**
	* The base implementation of `_.isNative` without bad shim checks.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a native function,
	*  else `false`.
	*/
	function baseIsNative(value) {
		if (!isObject(value) || isMasked(value)) return false;
		return (isFunction(value) || isHostObject(value) ? reIsNative : reIsHostCtor).test(toSource(value));
	}
	/**
	* The base implementation of `_.uniqBy` without support for iteratee shorthands.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {Function} [iteratee] The iteratee invoked per element.
	* @param {Function} [comparator] The comparator invoked per element.
	* @returns {Array} Returns the new duplicate free array.
	*/
	function baseUniq(array, iteratee, comparator) {
		var index = -1, includes = arrayIncludes, length = array.length, isCommon = true, result = [], seen = result;
		if (length >= LARGE_ARRAY_SIZE) {
			var set = createSet(array);
			if (set) return setToArray(set);
			isCommon = false;
			includes = cacheHas;
			seen = new SetCache();
		} else seen = result;
		outer: while (++index < length) {
			var value = array[index], computed = value;
			value = value !== 0 ? value : 0;
			if (isCommon && computed === computed) {
				var seenIndex = seen.length;
				while (seenIndex--) if (seen[seenIndex] === computed) continue outer;
				result.push(value);
			} else if (!includes(seen, computed, comparator)) {
				if (seen !== result) seen.push(computed);
				result.push(value);
			}
		}
		return result;
	}
	/**
	* Creates a set object of `values`.
	*
	* @private
	* @param {Array} values The values to add to the set.
	* @returns {Object} Returns the new set.
	*/
	var createSet = !(Set && 1 / setToArray(new Set([, -0]))[1] == INFINITY) ? noop : function(values) {
		return new Set(values);
	};
	/**
	* Gets the data for `map`.
	*
	* @private
	* @param {Object} map The map to query.
	* @param {string} key The reference key.
	* @returns {*} Returns the map data.
	*/
	function getMapData(map, key) {
		var data = map.__data__;
		return isKeyable(key) ? data[typeof key == "string" ? "string" : "hash"] : data.map;
	}
	/**
	* Gets the native function at `key` of `object`.
	*
	* @private
	* @param {Object} object The object to query.
	* @param {string} key The key of the method to get.
	* @returns {*} Returns the function if it's native, else `undefined`.
	*/
	function getNative(object, key) {
		var value = getValue(object, key);
		return baseIsNative(value) ? value : void 0;
	}
	/**
	* Checks if `value` is suitable for use as unique object key.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is suitable, else `false`.
	*/
	function isKeyable(value) {
		var type = typeof value;
		return type == "string" || type == "number" || type == "symbol" || type == "boolean" ? value !== "__proto__" : value === null;
	}
	/**
	* Checks if `func` has its source masked.
	*
	* @private
	* @param {Function} func The function to check.
	* @returns {boolean} Returns `true` if `func` is masked, else `false`.
	*/
	function isMasked(func) {
		return !!maskSrcKey && maskSrcKey in func;
	}
	/**
	* Converts `func` to its source code.
	*
	* @private
	* @param {Function} func The function to process.
	* @returns {string} Returns the source code.
	*/
	function toSource(func) {
		if (func != null) {
			try {
				return funcToString.call(func);
			} catch (e) {}
			try {
				return func + "";
			} catch (e) {}
		}
		return "";
	}
	/**
	* Creates a duplicate-free version of an array, using
	* [`SameValueZero`](http://ecma-international.org/ecma-262/7.0/#sec-samevaluezero)
	* for equality comparisons, in which only the first occurrence of each
	* element is kept.
	*
	* @static
	* @memberOf _
	* @since 0.1.0
	* @category Array
	* @param {Array} array The array to inspect.
	* @returns {Array} Returns the new duplicate free array.
	* @example
	*
	* _.uniq([2, 1, 2]);
	* // => [2, 1]
	*/
	function uniq(array) {
		return array && array.length ? baseUniq(array) : [];
	}
	/**
	* Performs a
	* [`SameValueZero`](http://ecma-international.org/ecma-262/7.0/#sec-samevaluezero)
	* comparison between two values to determine if they are equivalent.
	*
	* @static
	* @memberOf _
	* @since 4.0.0
	* @category Lang
	* @param {*} value The value to compare.
	* @param {*} other The other value to compare.
	* @returns {boolean} Returns `true` if the values are equivalent, else `false`.
	* @example
	*
	* var object = { 'a': 1 };
	* var other = { 'a': 1 };
	*
	* _.eq(object, object);
	* // => true
	*
	* _.eq(object, other);
	* // => false
	*
	* _.eq('a', 'a');
	* // => true
	*
	* _.eq('a', Object('a'));
	* // => false
	*
	* _.eq(NaN, NaN);
	* // => true
	*/
	function eq(value, other) {
		return value === other || value !== value && other !== other;
	}
	/**
	* Checks if `value` is classified as a `Function` object.
	*
	* @static
	* @memberOf _
	* @since 0.1.0
	* @category Lang
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a function, else `false`.
	* @example
	*
	* _.isFunction(_);
	* // => true
	*
	* _.isFunction(/abc/);
	* // => false
	*/
	function isFunction(value) {
		var tag = isObject(value) ? objectToString.call(value) : "";
		return tag == funcTag || tag == genTag;
	}
	/**
	* Checks if `value` is the
	* [language type](http://www.ecma-international.org/ecma-262/7.0/#sec-ecmascript-language-types)
	* of `Object`. (e.g. arrays, functions, objects, regexes, `new Number(0)`, and `new String('')`)
	*
	* @static
	* @memberOf _
	* @since 0.1.0
	* @category Lang
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is an object, else `false`.
	* @example
	*
	* _.isObject({});
	* // => true
	*
	* _.isObject([1, 2, 3]);
	* // => true
	*
	* _.isObject(_.noop);
	* // => true
	*
	* _.isObject(null);
	* // => false
	*/
	function isObject(value) {
		var type = typeof value;
		return !!value && (type == "object" || type == "function");
	}
	/**
	* This method returns `undefined`.
	*
	* @static
	* @memberOf _
	* @since 2.3.0
	* @category Util
	* @example
	*
	* _.times(2, _.noop);
	* // => [undefined, undefined]
	*/
	function noop() {}
	lodash_uniq = uniq;
	return lodash_uniq;
}
/**
* lodash (Custom Build) <https://lodash.com/>
* Build: `lodash modularize exports="npm" -o ./`
* Copyright jQuery Foundation and other contributors <https://jquery.org/>
* Released under MIT license <https://lodash.com/license>
* Based on Underscore.js 1.8.3 <http://underscorejs.org/LICENSE>
* Copyright Jeremy Ashkenas, DocumentCloud and Investigative Reporters & Editors
*/
var lodash_uniqwith;
var hasRequiredLodash_uniqwith;
function requireLodash_uniqwith() {
	if (hasRequiredLodash_uniqwith) return lodash_uniqwith;
	hasRequiredLodash_uniqwith = 1;
	/** Used as the size to enable large array optimizations. */
	var LARGE_ARRAY_SIZE = 200;
	/** Used to stand-in for `undefined` hash values. */
	var HASH_UNDEFINED = "__lodash_hash_undefined__";
	/** Used as references for various `Number` constants. */
	var INFINITY = 1 / 0;
	/** `Object#toString` result references. */
	var funcTag = "[object Function]", genTag = "[object GeneratorFunction]";
	/**
	* Used to match `RegExp`
	* [syntax characters](http://ecma-international.org/ecma-262/7.0/#sec-patterns).
	*/
	var reRegExpChar = /[\\^$.*+?()[\]{}|]/g;
	/** Used to detect host constructors (Safari). */
	var reIsHostCtor = /^\[object .+?Constructor\]$/;
	/** Detect free variable `global` from Node.js. */
	var freeGlobal = typeof commonjsGlobal == "object" && commonjsGlobal && commonjsGlobal.Object === Object && commonjsGlobal;
	/** Detect free variable `self`. */
	var freeSelf = typeof self == "object" && self && self.Object === Object && self;
	/** Used as a reference to the global object. */
	var root = freeGlobal || freeSelf || Function("return this")();
	/**
	* A specialized version of `_.includes` for arrays without support for
	* specifying an index to search from.
	*
	* @private
	* @param {Array} [array] The array to inspect.
	* @param {*} target The value to search for.
	* @returns {boolean} Returns `true` if `target` is found, else `false`.
	*/
	function arrayIncludes(array, value) {
		return !!(array ? array.length : 0) && baseIndexOf(array, value, 0) > -1;
	}
	/**
	* This function is like `arrayIncludes` except that it accepts a comparator.
	*
	* @private
	* @param {Array} [array] The array to inspect.
	* @param {*} target The value to search for.
	* @param {Function} comparator The comparator invoked per element.
	* @returns {boolean} Returns `true` if `target` is found, else `false`.
	*/
	function arrayIncludesWith(array, value, comparator) {
		var index = -1, length = array ? array.length : 0;
		while (++index < length) if (comparator(value, array[index])) return true;
		return false;
	}
	/**
	* The base implementation of `_.findIndex` and `_.findLastIndex` without
	* support for iteratee shorthands.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {Function} predicate The function invoked per iteration.
	* @param {number} fromIndex The index to search from.
	* @param {boolean} [fromRight] Specify iterating from right to left.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function baseFindIndex(array, predicate, fromIndex, fromRight) {
		var length = array.length, index = fromIndex + -1;
		while (++index < length) if (predicate(array[index], index, array)) return index;
		return -1;
	}
	/**
	* The base implementation of `_.indexOf` without `fromIndex` bounds checks.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {*} value The value to search for.
	* @param {number} fromIndex The index to search from.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function baseIndexOf(array, value, fromIndex) {
		if (value !== value) return baseFindIndex(array, baseIsNaN, fromIndex);
		var index = fromIndex - 1, length = array.length;
		while (++index < length) if (array[index] === value) return index;
		return -1;
	}
	/**
	* The base implementation of `_.isNaN` without support for number objects.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is `NaN`, else `false`.
	*/
	function baseIsNaN(value) {
		return value !== value;
	}
	/**
	* Checks if a cache value for `key` exists.
	*
	* @private
	* @param {Object} cache The cache to query.
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function cacheHas(cache, key) {
		return cache.has(key);
	}
	/**
	* Gets the value at `key` of `object`.
	*
	* @private
	* @param {Object} [object] The object to query.
	* @param {string} key The key of the property to get.
	* @returns {*} Returns the property value.
	*/
	function getValue(object, key) {
		return object == null ? void 0 : object[key];
	}
	/**
	* Checks if `value` is a host object in IE < 9.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a host object, else `false`.
	*/
	function isHostObject(value) {
		var result = false;
		if (value != null && typeof value.toString != "function") try {
			result = !!(value + "");
		} catch (e) {}
		return result;
	}
	/**
	* Converts `set` to an array of its values.
	*
	* @private
	* @param {Object} set The set to convert.
	* @returns {Array} Returns the values.
	*/
	function setToArray(set) {
		var index = -1, result = Array(set.size);
		set.forEach(function(value) {
			result[++index] = value;
		});
		return result;
	}
	/** Used for built-in method references. */
	var arrayProto = Array.prototype, funcProto = Function.prototype, objectProto = Object.prototype;
	/** Used to detect overreaching core-js shims. */
	var coreJsData = root["__core-js_shared__"];
	/** Used to detect methods masquerading as native. */
	var maskSrcKey = function() {
		var uid = /[^.]+$/.exec(coreJsData && coreJsData.keys && coreJsData.keys.IE_PROTO || "");
		return uid ? "Symbol(src)_1." + uid : "";
	}();
	/** Used to resolve the decompiled source of functions. */
	var funcToString = funcProto.toString;
	/** Used to check objects for own properties. */
	var hasOwnProperty = objectProto.hasOwnProperty;
	/**
	* Used to resolve the
	* [`toStringTag`](http://ecma-international.org/ecma-262/7.0/#sec-object.prototype.tostring)
	* of values.
	*/
	var objectToString = objectProto.toString;
	/** Used to detect if a method is native. */
	var reIsNative = RegExp("^" + funcToString.call(hasOwnProperty).replace(reRegExpChar, "\\$&").replace(/hasOwnProperty|(function).*?(?=\\\()| for .+?(?=\\\])/g, "$1.*?") + "$");
	/** Built-in value references. */
	var splice = arrayProto.splice;
	var Map = getNative(root, "Map"), Set = getNative(root, "Set"), nativeCreate = getNative(Object, "create");
	/**
	* Creates a hash object.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function Hash(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the hash.
	*
	* @private
	* @name clear
	* @memberOf Hash
	*/
	function hashClear() {
		this.__data__ = nativeCreate ? nativeCreate(null) : {};
	}
	/**
	* Removes `key` and its value from the hash.
	*
	* @private
	* @name delete
	* @memberOf Hash
	* @param {Object} hash The hash to modify.
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function hashDelete(key) {
		return this.has(key) && delete this.__data__[key];
	}
	/**
	* Gets the hash value for `key`.
	*
	* @private
	* @name get
	* @memberOf Hash
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function hashGet(key) {
		var data = this.__data__;
		if (nativeCreate) {
			var result = data[key];
			return result === HASH_UNDEFINED ? void 0 : result;
		}
		return hasOwnProperty.call(data, key) ? data[key] : void 0;
	}
	/**
	* Checks if a hash value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf Hash
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function hashHas(key) {
		var data = this.__data__;
		return nativeCreate ? data[key] !== void 0 : hasOwnProperty.call(data, key);
	}
	/**
	* Sets the hash `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf Hash
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the hash instance.
	*/
	function hashSet(key, value) {
		var data = this.__data__;
		data[key] = nativeCreate && value === void 0 ? HASH_UNDEFINED : value;
		return this;
	}
	Hash.prototype.clear = hashClear;
	Hash.prototype["delete"] = hashDelete;
	Hash.prototype.get = hashGet;
	Hash.prototype.has = hashHas;
	Hash.prototype.set = hashSet;
	/**
	* Creates an list cache object.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function ListCache(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the list cache.
	*
	* @private
	* @name clear
	* @memberOf ListCache
	*/
	function listCacheClear() {
		this.__data__ = [];
	}
	/**
	* Removes `key` and its value from the list cache.
	*
	* @private
	* @name delete
	* @memberOf ListCache
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function listCacheDelete(key) {
		var data = this.__data__, index = assocIndexOf(data, key);
		if (index < 0) return false;
		if (index == data.length - 1) data.pop();
		else splice.call(data, index, 1);
		return true;
	}
	/**
	* Gets the list cache value for `key`.
	*
	* @private
	* @name get
	* @memberOf ListCache
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function listCacheGet(key) {
		var data = this.__data__, index = assocIndexOf(data, key);
		return index < 0 ? void 0 : data[index][1];
	}
	/**
	* Checks if a list cache value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf ListCache
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function listCacheHas(key) {
		return assocIndexOf(this.__data__, key) > -1;
	}
	/**
	* Sets the list cache `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf ListCache
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the list cache instance.
	*/
	function listCacheSet(key, value) {
		var data = this.__data__, index = assocIndexOf(data, key);
		if (index < 0) data.push([key, value]);
		else data[index][1] = value;
		return this;
	}
	ListCache.prototype.clear = listCacheClear;
	ListCache.prototype["delete"] = listCacheDelete;
	ListCache.prototype.get = listCacheGet;
	ListCache.prototype.has = listCacheHas;
	ListCache.prototype.set = listCacheSet;
	/**
	* Creates a map cache object to store key-value pairs.
	*
	* @private
	* @constructor
	* @param {Array} [entries] The key-value pairs to cache.
	*/
	function MapCache(entries) {
		var index = -1, length = entries ? entries.length : 0;
		this.clear();
		while (++index < length) {
			var entry = entries[index];
			this.set(entry[0], entry[1]);
		}
	}
	/**
	* Removes all key-value entries from the map.
	*
	* @private
	* @name clear
	* @memberOf MapCache
	*/
	function mapCacheClear() {
		this.__data__ = {
			"hash": new Hash(),
			"map": new (Map || ListCache)(),
			"string": new Hash()
		};
	}
	/**
	* Removes `key` and its value from the map.
	*
	* @private
	* @name delete
	* @memberOf MapCache
	* @param {string} key The key of the value to remove.
	* @returns {boolean} Returns `true` if the entry was removed, else `false`.
	*/
	function mapCacheDelete(key) {
		return getMapData(this, key)["delete"](key);
	}
	/**
	* Gets the map value for `key`.
	*
	* @private
	* @name get
	* @memberOf MapCache
	* @param {string} key The key of the value to get.
	* @returns {*} Returns the entry value.
	*/
	function mapCacheGet(key) {
		return getMapData(this, key).get(key);
	}
	/**
	* Checks if a map value for `key` exists.
	*
	* @private
	* @name has
	* @memberOf MapCache
	* @param {string} key The key of the entry to check.
	* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
	*/
	function mapCacheHas(key) {
		return getMapData(this, key).has(key);
	}
	/**
	* Sets the map `key` to `value`.
	*
	* @private
	* @name set
	* @memberOf MapCache
	* @param {string} key The key of the value to set.
	* @param {*} value The value to set.
	* @returns {Object} Returns the map cache instance.
	*/
	function mapCacheSet(key, value) {
		getMapData(this, key).set(key, value);
		return this;
	}
	MapCache.prototype.clear = mapCacheClear;
	MapCache.prototype["delete"] = mapCacheDelete;
	MapCache.prototype.get = mapCacheGet;
	MapCache.prototype.has = mapCacheHas;
	MapCache.prototype.set = mapCacheSet;
	/**
	*
	* Creates an array cache object to store unique values.
	*
	* @private
	* @constructor
	* @param {Array} [values] The values to cache.
	*/
	function SetCache(values) {
		var index = -1, length = values ? values.length : 0;
		this.__data__ = new MapCache();
		while (++index < length) this.add(values[index]);
	}
	/**
	* Adds `value` to the array cache.
	*
	* @private
	* @name add
	* @memberOf SetCache
	* @alias push
	* @param {*} value The value to cache.
	* @returns {Object} Returns the cache instance.
	*/
	function setCacheAdd(value) {
		this.__data__.set(value, HASH_UNDEFINED);
		return this;
	}
	/**
	* Checks if `value` is in the array cache.
	*
	* @private
	* @name has
	* @memberOf SetCache
	* @param {*} value The value to search for.
	* @returns {number} Returns `true` if `value` is found, else `false`.
	*/
	function setCacheHas(value) {
		return this.__data__.has(value);
	}
	SetCache.prototype.add = SetCache.prototype.push = setCacheAdd;
	SetCache.prototype.has = setCacheHas;
	/**
	* Gets the index at which the `key` is found in `array` of key-value pairs.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {*} key The key to search for.
	* @returns {number} Returns the index of the matched value, else `-1`.
	*/
	function assocIndexOf(array, key) {
		var length = array.length;
		while (length--) if (eq(array[length][0], key)) return length;
		return -1;
	}
	/**
	* The base implementation of `_.isNative` without bad shim checks.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a native function,
	*  else `false`.
	*/
	function baseIsNative(value) {
		if (!isObject(value) || isMasked(value)) return false;
		return (isFunction(value) || isHostObject(value) ? reIsNative : reIsHostCtor).test(toSource(value));
	}
	/**
	* The base implementation of `_.uniqBy` without support for iteratee shorthands.
	*
	* @private
	* @param {Array} array The array to inspect.
	* @param {Function} [iteratee] The iteratee invoked per element.
	* @param {Function} [comparator] The comparator invoked per element.
	* @returns {Array} Returns the new duplicate free array.
	*/
	function baseUniq(array, iteratee, comparator) {
		var index = -1, includes = arrayIncludes, length = array.length, isCommon = true, result = [], seen = result;
		if (comparator) {
			isCommon = false;
			includes = arrayIncludesWith;
		} else if (length >= LARGE_ARRAY_SIZE) {
			var set = createSet(array);
			if (set) return setToArray(set);
			isCommon = false;
			includes = cacheHas;
			seen = new SetCache();
		} else seen = result;
		outer: while (++index < length) {
			var value = array[index], computed = value;
			value = comparator || value !== 0 ? value : 0;
			if (isCommon && computed === computed) {
				var seenIndex = seen.length;
				while (seenIndex--) if (seen[seenIndex] === computed) continue outer;
				result.push(value);
			} else if (!includes(seen, computed, comparator)) {
				if (seen !== result) seen.push(computed);
				result.push(value);
			}
		}
		return result;
	}
	/**
	* Creates a set object of `values`.
	*
	* @private
	* @param {Array} values The values to add to the set.
	* @returns {Object} Returns the new set.
	*/
	var createSet = !(Set && 1 / setToArray(new Set([, -0]))[1] == INFINITY) ? noop : function(values) {
		return new Set(values);
	};
	/**
	* Gets the data for `map`.
	*
	* @private
	* @param {Object} map The map to query.
	* @param {string} key The reference key.
	* @returns {*} Returns the map data.
	*/
	function getMapData(map, key) {
		var data = map.__data__;
		return isKeyable(key) ? data[typeof key == "string" ? "string" : "hash"] : data.map;
	}
	/**
	* Gets the native function at `key` of `object`.
	*
	* @private
	* @param {Object} object The object to query.
	* @param {string} key The key of the method to get.
	* @returns {*} Returns the function if it's native, else `undefined`.
	*/
	function getNative(object, key) {
		var value = getValue(object, key);
		return baseIsNative(value) ? value : void 0;
	}
	/**
	* Checks if `value` is suitable for use as unique object key.
	*
	* @private
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is suitable, else `false`.
	*/
	function isKeyable(value) {
		var type = typeof value;
		return type == "string" || type == "number" || type == "symbol" || type == "boolean" ? value !== "__proto__" : value === null;
	}
	/**
	* Checks if `func` has its source masked.
	*
	* @private
	* @param {Function} func The function to check.
	* @returns {boolean} Returns `true` if `func` is masked, else `false`.
	*/
	function isMasked(func) {
		return !!maskSrcKey && maskSrcKey in func;
	}
	/**
	* Converts `func` to its source code.
	*
	* @private
	* @param {Function} func The function to process.
	* @returns {string} Returns the source code.
	*/
	function toSource(func) {
		if (func != null) {
			try {
				return funcToString.call(func);
			} catch (e) {}
			try {
				return func + "";
			} catch (e) {}
		}
		return "";
	}
	/**
	* This method is like `_.uniq` except that it accepts `comparator` which
	* is invoked to compare elements of `array`. The comparator is invoked with
	* two arguments: (arrVal, othVal).
	*
	* @static
	* @memberOf _
	* @since 4.0.0
	* @category Array
	* @param {Array} array The array to inspect.
	* @param {Function} [comparator] The comparator invoked per element.
	* @returns {Array} Returns the new duplicate free array.
	* @example
	*
	* var objects = [{ 'x': 1, 'y': 2 }, { 'x': 2, 'y': 1 }, { 'x': 1, 'y': 2 }];
	*
	* _.uniqWith(objects, _.isEqual);
	* // => [{ 'x': 1, 'y': 2 }, { 'x': 2, 'y': 1 }]
	*/
	function uniqWith(array, comparator) {
		return array && array.length ? baseUniq(array, void 0, comparator) : [];
	}
	/**
	* Performs a
	* [`SameValueZero`](http://ecma-international.org/ecma-262/7.0/#sec-samevaluezero)
	* comparison between two values to determine if they are equivalent.
	*
	* @static
	* @memberOf _
	* @since 4.0.0
	* @category Lang
	* @param {*} value The value to compare.
	* @param {*} other The other value to compare.
	* @returns {boolean} Returns `true` if the values are equivalent, else `false`.
	* @example
	*
	* var object = { 'a': 1 };
	* var other = { 'a': 1 };
	*
	* _.eq(object, object);
	* // => true
	*
	* _.eq(object, other);
	* // => false
	*
	* _.eq('a', 'a');
	* // => true
	*
	* _.eq('a', Object('a'));
	* // => false
	*
	* _.eq(NaN, NaN);
	* // => true
	*/
	function eq(value, other) {
		return value === other || value !== value && other !== other;
	}
	/**
	* Checks if `value` is classified as a `Function` object.
	*
	* @static
	* @memberOf _
	* @since 0.1.0
	* @category Lang
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is a function, else `false`.
	* @example
	*
	* _.isFunction(_);
	* // => true
	*
	* _.isFunction(/abc/);
	* // => false
	*/
	function isFunction(value) {
		var tag = isObject(value) ? objectToString.call(value) : "";
		return tag == funcTag || tag == genTag;
	}
	/**
	* Checks if `value` is the
	* [language type](http://www.ecma-international.org/ecma-262/7.0/#sec-ecmascript-language-types)
	* of `Object`. (e.g. arrays, functions, objects, regexes, `new Number(0)`, and `new String('')`)
	*
	* @static
	* @memberOf _
	* @since 0.1.0
	* @category Lang
	* @param {*} value The value to check.
	* @returns {boolean} Returns `true` if `value` is an object, else `false`.
	* @example
	*
	* _.isObject({});
	* // => true
	*
	* _.isObject([1, 2, 3]);
	* // => true
	*
	* _.isObject(_.noop);
	* // => true
	*
	* _.isObject(null);
	* // => false
	*/
	function isObject(value) {
		var type = typeof value;
		return !!value && (type == "object" || type == "function");
	}
	/**
	* This method returns `undefined`.
	*
	* @static
	* @memberOf _
	* @since 2.3.0
	* @category Util
	* @example
	*
	* _.times(2, _.noop);
	* // => [undefined, undefined]
	*/
	function noop() {}
	lodash_uniqwith = uniqWith;
	return lodash_uniqwith;
}
var lodash_sortby = { exports: {} };
/**
* lodash (Custom Build) <https://lodash.com/>
* Build: `lodash modularize exports="npm" -o ./`
* Copyright jQuery Foundation and other contributors <https://jquery.org/>
* Released under MIT license <https://lodash.com/license>
* Based on Underscore.js 1.8.3 <http://underscorejs.org/LICENSE>
* Copyright Jeremy Ashkenas, DocumentCloud and Investigative Reporters & Editors
*/
lodash_sortby.exports;
var hasRequiredLodash_sortby;
function requireLodash_sortby() {
	if (hasRequiredLodash_sortby) return lodash_sortby.exports;
	hasRequiredLodash_sortby = 1;
	(function(module, exports) {
		/** Used as the `TypeError` message for "Functions" methods. */
		var FUNC_ERROR_TEXT = "Expected a function";
		/** Used to stand-in for `undefined` hash values. */
		var HASH_UNDEFINED = "__lodash_hash_undefined__";
		/** Used to compose bitmasks for comparison styles. */
		var UNORDERED_COMPARE_FLAG = 1, PARTIAL_COMPARE_FLAG = 2;
		/** Used as references for various `Number` constants. */
		var MAX_SAFE_INTEGER = 9007199254740991;
		/** `Object#toString` result references. */
		var argsTag = "[object Arguments]", arrayTag = "[object Array]", boolTag = "[object Boolean]", dateTag = "[object Date]", errorTag = "[object Error]", funcTag = "[object Function]", genTag = "[object GeneratorFunction]", mapTag = "[object Map]", numberTag = "[object Number]", objectTag = "[object Object]", promiseTag = "[object Promise]", regexpTag = "[object RegExp]", setTag = "[object Set]", stringTag = "[object String]", symbolTag = "[object Symbol]", weakMapTag = "[object WeakMap]";
		var arrayBufferTag = "[object ArrayBuffer]", dataViewTag = "[object DataView]", float32Tag = "[object Float32Array]", float64Tag = "[object Float64Array]", int8Tag = "[object Int8Array]", int16Tag = "[object Int16Array]", int32Tag = "[object Int32Array]", uint8Tag = "[object Uint8Array]", uint8ClampedTag = "[object Uint8ClampedArray]", uint16Tag = "[object Uint16Array]", uint32Tag = "[object Uint32Array]";
		/** Used to match property names within property paths. */
		var reIsDeepProp = /\.|\[(?:[^[\]]*|(["'])(?:(?!\1)[^\\]|\\.)*?\1)\]/, reIsPlainProp = /^\w*$/, reLeadingDot = /^\./, rePropName = /[^.[\]]+|\[(?:(-?\d+(?:\.\d+)?)|(["'])((?:(?!\2)[^\\]|\\.)*?)\2)\]|(?=(?:\.|\[\])(?:\.|\[\]|$))/g;
		/**
		* Used to match `RegExp`
		* [syntax characters](http://ecma-international.org/ecma-262/7.0/#sec-patterns).
		*/
		var reRegExpChar = /[\\^$.*+?()[\]{}|]/g;
		/** Used to match backslashes in property paths. */
		var reEscapeChar = /\\(\\)?/g;
		/** Used to detect host constructors (Safari). */
		var reIsHostCtor = /^\[object .+?Constructor\]$/;
		/** Used to detect unsigned integer values. */
		var reIsUint = /^(?:0|[1-9]\d*)$/;
		/** Used to identify `toStringTag` values of typed arrays. */
		var typedArrayTags = {};
		typedArrayTags[float32Tag] = typedArrayTags[float64Tag] = typedArrayTags[int8Tag] = typedArrayTags[int16Tag] = typedArrayTags[int32Tag] = typedArrayTags[uint8Tag] = typedArrayTags[uint8ClampedTag] = typedArrayTags[uint16Tag] = typedArrayTags[uint32Tag] = true;
		typedArrayTags[argsTag] = typedArrayTags[arrayTag] = typedArrayTags[arrayBufferTag] = typedArrayTags[boolTag] = typedArrayTags[dataViewTag] = typedArrayTags[dateTag] = typedArrayTags[errorTag] = typedArrayTags[funcTag] = typedArrayTags[mapTag] = typedArrayTags[numberTag] = typedArrayTags[objectTag] = typedArrayTags[regexpTag] = typedArrayTags[setTag] = typedArrayTags[stringTag] = typedArrayTags[weakMapTag] = false;
		/** Detect free variable `global` from Node.js. */
		var freeGlobal = typeof commonjsGlobal == "object" && commonjsGlobal && commonjsGlobal.Object === Object && commonjsGlobal;
		/** Detect free variable `self`. */
		var freeSelf = typeof self == "object" && self && self.Object === Object && self;
		/** Used as a reference to the global object. */
		var root = freeGlobal || freeSelf || Function("return this")();
		/** Detect free variable `exports`. */
		var freeExports = exports && !exports.nodeType && exports;
		/** Detect free variable `module`. */
		var freeModule = freeExports && module && !module.nodeType && module;
		/** Detect free variable `process` from Node.js. */
		var freeProcess = freeModule && freeModule.exports === freeExports && freeGlobal.process;
		/** Used to access faster Node.js helpers. */
		var nodeUtil = function() {
			try {
				return freeProcess && freeProcess.binding("util");
			} catch (e) {}
		}();
		var nodeIsTypedArray = nodeUtil && nodeUtil.isTypedArray;
		/**
		* A faster alternative to `Function#apply`, this function invokes `func`
		* with the `this` binding of `thisArg` and the arguments of `args`.
		*
		* @private
		* @param {Function} func The function to invoke.
		* @param {*} thisArg The `this` binding of `func`.
		* @param {Array} args The arguments to invoke `func` with.
		* @returns {*} Returns the result of `func`.
		*/
		function apply(func, thisArg, args) {
			switch (args.length) {
				case 0: return func.call(thisArg);
				case 1: return func.call(thisArg, args[0]);
				case 2: return func.call(thisArg, args[0], args[1]);
				case 3: return func.call(thisArg, args[0], args[1], args[2]);
			}
			return func.apply(thisArg, args);
		}
		/**
		* A specialized version of `_.map` for arrays without support for iteratee
		* shorthands.
		*
		* @private
		* @param {Array} [array] The array to iterate over.
		* @param {Function} iteratee The function invoked per iteration.
		* @returns {Array} Returns the new mapped array.
		*/
		function arrayMap(array, iteratee) {
			var index = -1, length = array ? array.length : 0, result = Array(length);
			while (++index < length) result[index] = iteratee(array[index], index, array);
			return result;
		}
		/**
		* Appends the elements of `values` to `array`.
		*
		* @private
		* @param {Array} array The array to modify.
		* @param {Array} values The values to append.
		* @returns {Array} Returns `array`.
		*/
		function arrayPush(array, values) {
			var index = -1, length = values.length, offset = array.length;
			while (++index < length) array[offset + index] = values[index];
			return array;
		}
		/**
		* A specialized version of `_.some` for arrays without support for iteratee
		* shorthands.
		*
		* @private
		* @param {Array} [array] The array to iterate over.
		* @param {Function} predicate The function invoked per iteration.
		* @returns {boolean} Returns `true` if any element passes the predicate check,
		*  else `false`.
		*/
		function arraySome(array, predicate) {
			var index = -1, length = array ? array.length : 0;
			while (++index < length) if (predicate(array[index], index, array)) return true;
			return false;
		}
		/**
		* The base implementation of `_.property` without support for deep paths.
		*
		* @private
		* @param {string} key The key of the property to get.
		* @returns {Function} Returns the new accessor function.
		*/
		function baseProperty(key) {
			return function(object) {
				return object == null ? void 0 : object[key];
			};
		}
		/**
		* The base implementation of `_.sortBy` which uses `comparer` to define the
		* sort order of `array` and replaces criteria objects with their corresponding
		* values.
		*
		* @private
		* @param {Array} array The array to sort.
		* @param {Function} comparer The function to define sort order.
		* @returns {Array} Returns `array`.
		*/
		function baseSortBy(array, comparer) {
			var length = array.length;
			array.sort(comparer);
			while (length--) array[length] = array[length].value;
			return array;
		}
		/**
		* The base implementation of `_.times` without support for iteratee shorthands
		* or max array length checks.
		*
		* @private
		* @param {number} n The number of times to invoke `iteratee`.
		* @param {Function} iteratee The function invoked per iteration.
		* @returns {Array} Returns the array of results.
		*/
		function baseTimes(n, iteratee) {
			var index = -1, result = Array(n);
			while (++index < n) result[index] = iteratee(index);
			return result;
		}
		/**
		* The base implementation of `_.unary` without support for storing metadata.
		*
		* @private
		* @param {Function} func The function to cap arguments for.
		* @returns {Function} Returns the new capped function.
		*/
		function baseUnary(func) {
			return function(value) {
				return func(value);
			};
		}
		/**
		* Gets the value at `key` of `object`.
		*
		* @private
		* @param {Object} [object] The object to query.
		* @param {string} key The key of the property to get.
		* @returns {*} Returns the property value.
		*/
		function getValue(object, key) {
			return object == null ? void 0 : object[key];
		}
		/**
		* Checks if `value` is a host object in IE < 9.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a host object, else `false`.
		*/
		function isHostObject(value) {
			var result = false;
			if (value != null && typeof value.toString != "function") try {
				result = !!(value + "");
			} catch (e) {}
			return result;
		}
		/**
		* Converts `map` to its key-value pairs.
		*
		* @private
		* @param {Object} map The map to convert.
		* @returns {Array} Returns the key-value pairs.
		*/
		function mapToArray(map) {
			var index = -1, result = Array(map.size);
			map.forEach(function(value, key) {
				result[++index] = [key, value];
			});
			return result;
		}
		/**
		* Creates a unary function that invokes `func` with its argument transformed.
		*
		* @private
		* @param {Function} func The function to wrap.
		* @param {Function} transform The argument transform.
		* @returns {Function} Returns the new function.
		*/
		function overArg(func, transform) {
			return function(arg) {
				return func(transform(arg));
			};
		}
		/**
		* Converts `set` to an array of its values.
		*
		* @private
		* @param {Object} set The set to convert.
		* @returns {Array} Returns the values.
		*/
		function setToArray(set) {
			var index = -1, result = Array(set.size);
			set.forEach(function(value) {
				result[++index] = value;
			});
			return result;
		}
		/** Used for built-in method references. */
		var arrayProto = Array.prototype, funcProto = Function.prototype, objectProto = Object.prototype;
		/** Used to detect overreaching core-js shims. */
		var coreJsData = root["__core-js_shared__"];
		/** Used to detect methods masquerading as native. */
		var maskSrcKey = function() {
			var uid = /[^.]+$/.exec(coreJsData && coreJsData.keys && coreJsData.keys.IE_PROTO || "");
			return uid ? "Symbol(src)_1." + uid : "";
		}();
		/** Used to resolve the decompiled source of functions. */
		var funcToString = funcProto.toString;
		/** Used to check objects for own properties. */
		var hasOwnProperty = objectProto.hasOwnProperty;
		/**
		* Used to resolve the
		* [`toStringTag`](http://ecma-international.org/ecma-262/7.0/#sec-object.prototype.tostring)
		* of values.
		*/
		var objectToString = objectProto.toString;
		/** Used to detect if a method is native. */
		var reIsNative = RegExp("^" + funcToString.call(hasOwnProperty).replace(reRegExpChar, "\\$&").replace(/hasOwnProperty|(function).*?(?=\\\()| for .+?(?=\\\])/g, "$1.*?") + "$");
		/** Built-in value references. */
		var Symbol = root.Symbol, Uint8Array = root.Uint8Array, propertyIsEnumerable = objectProto.propertyIsEnumerable, splice = arrayProto.splice, spreadableSymbol = Symbol ? Symbol.isConcatSpreadable : void 0;
		var nativeKeys = overArg(Object.keys, Object), nativeMax = Math.max;
		var DataView = getNative(root, "DataView"), Map = getNative(root, "Map"), Promise$1 = getNative(root, "Promise"), Set = getNative(root, "Set"), WeakMap = getNative(root, "WeakMap"), nativeCreate = getNative(Object, "create");
		/** Used to detect maps, sets, and weakmaps. */
		var dataViewCtorString = toSource(DataView), mapCtorString = toSource(Map), promiseCtorString = toSource(Promise$1), setCtorString = toSource(Set), weakMapCtorString = toSource(WeakMap);
		/** Used to convert symbols to primitives and strings. */
		var symbolProto = Symbol ? Symbol.prototype : void 0, symbolValueOf = symbolProto ? symbolProto.valueOf : void 0, symbolToString = symbolProto ? symbolProto.toString : void 0;
		/**
		* Creates a hash object.
		*
		* @private
		* @constructor
		* @param {Array} [entries] The key-value pairs to cache.
		*/
		function Hash(entries) {
			var index = -1, length = entries ? entries.length : 0;
			this.clear();
			while (++index < length) {
				var entry = entries[index];
				this.set(entry[0], entry[1]);
			}
		}
		/**
		* Removes all key-value entries from the hash.
		*
		* @private
		* @name clear
		* @memberOf Hash
		*/
		function hashClear() {
			this.__data__ = nativeCreate ? nativeCreate(null) : {};
		}
		/**
		* Removes `key` and its value from the hash.
		*
		* @private
		* @name delete
		* @memberOf Hash
		* @param {Object} hash The hash to modify.
		* @param {string} key The key of the value to remove.
		* @returns {boolean} Returns `true` if the entry was removed, else `false`.
		*/
		function hashDelete(key) {
			return this.has(key) && delete this.__data__[key];
		}
		/**
		* Gets the hash value for `key`.
		*
		* @private
		* @name get
		* @memberOf Hash
		* @param {string} key The key of the value to get.
		* @returns {*} Returns the entry value.
		*/
		function hashGet(key) {
			var data = this.__data__;
			if (nativeCreate) {
				var result = data[key];
				return result === HASH_UNDEFINED ? void 0 : result;
			}
			return hasOwnProperty.call(data, key) ? data[key] : void 0;
		}
		/**
		* Checks if a hash value for `key` exists.
		*
		* @private
		* @name has
		* @memberOf Hash
		* @param {string} key The key of the entry to check.
		* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
		*/
		function hashHas(key) {
			var data = this.__data__;
			return nativeCreate ? data[key] !== void 0 : hasOwnProperty.call(data, key);
		}
		/**
		* Sets the hash `key` to `value`.
		*
		* @private
		* @name set
		* @memberOf Hash
		* @param {string} key The key of the value to set.
		* @param {*} value The value to set.
		* @returns {Object} Returns the hash instance.
		*/
		function hashSet(key, value) {
			var data = this.__data__;
			data[key] = nativeCreate && value === void 0 ? HASH_UNDEFINED : value;
			return this;
		}
		Hash.prototype.clear = hashClear;
		Hash.prototype["delete"] = hashDelete;
		Hash.prototype.get = hashGet;
		Hash.prototype.has = hashHas;
		Hash.prototype.set = hashSet;
		/**
		* Creates an list cache object.
		*
		* @private
		* @constructor
		* @param {Array} [entries] The key-value pairs to cache.
		*/
		function ListCache(entries) {
			var index = -1, length = entries ? entries.length : 0;
			this.clear();
			while (++index < length) {
				var entry = entries[index];
				this.set(entry[0], entry[1]);
			}
		}
		/**
		* Removes all key-value entries from the list cache.
		*
		* @private
		* @name clear
		* @memberOf ListCache
		*/
		function listCacheClear() {
			this.__data__ = [];
		}
		/**
		* Removes `key` and its value from the list cache.
		*
		* @private
		* @name delete
		* @memberOf ListCache
		* @param {string} key The key of the value to remove.
		* @returns {boolean} Returns `true` if the entry was removed, else `false`.
		*/
		function listCacheDelete(key) {
			var data = this.__data__, index = assocIndexOf(data, key);
			if (index < 0) return false;
			if (index == data.length - 1) data.pop();
			else splice.call(data, index, 1);
			return true;
		}
		/**
		* Gets the list cache value for `key`.
		*
		* @private
		* @name get
		* @memberOf ListCache
		* @param {string} key The key of the value to get.
		* @returns {*} Returns the entry value.
		*/
		function listCacheGet(key) {
			var data = this.__data__, index = assocIndexOf(data, key);
			return index < 0 ? void 0 : data[index][1];
		}
		/**
		* Checks if a list cache value for `key` exists.
		*
		* @private
		* @name has
		* @memberOf ListCache
		* @param {string} key The key of the entry to check.
		* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
		*/
		function listCacheHas(key) {
			return assocIndexOf(this.__data__, key) > -1;
		}
		/**
		* Sets the list cache `key` to `value`.
		*
		* @private
		* @name set
		* @memberOf ListCache
		* @param {string} key The key of the value to set.
		* @param {*} value The value to set.
		* @returns {Object} Returns the list cache instance.
		*/
		function listCacheSet(key, value) {
			var data = this.__data__, index = assocIndexOf(data, key);
			if (index < 0) data.push([key, value]);
			else data[index][1] = value;
			return this;
		}
		ListCache.prototype.clear = listCacheClear;
		ListCache.prototype["delete"] = listCacheDelete;
		ListCache.prototype.get = listCacheGet;
		ListCache.prototype.has = listCacheHas;
		ListCache.prototype.set = listCacheSet;
		/**
		* Creates a map cache object to store key-value pairs.
		*
		* @private
		* @constructor
		* @param {Array} [entries] The key-value pairs to cache.
		*/
		function MapCache(entries) {
			var index = -1, length = entries ? entries.length : 0;
			this.clear();
			while (++index < length) {
				var entry = entries[index];
				this.set(entry[0], entry[1]);
			}
		}
		/**
		* Removes all key-value entries from the map.
		*
		* @private
		* @name clear
		* @memberOf MapCache
		*/
		function mapCacheClear() {
			this.__data__ = {
				"hash": new Hash(),
				"map": new (Map || ListCache)(),
				"string": new Hash()
			};
		}
		/**
		* Removes `key` and its value from the map.
		*
		* @private
		* @name delete
		* @memberOf MapCache
		* @param {string} key The key of the value to remove.
		* @returns {boolean} Returns `true` if the entry was removed, else `false`.
		*/
		function mapCacheDelete(key) {
			return getMapData(this, key)["delete"](key);
		}
		/**
		* Gets the map value for `key`.
		*
		* @private
		* @name get
		* @memberOf MapCache
		* @param {string} key The key of the value to get.
		* @returns {*} Returns the entry value.
		*/
		function mapCacheGet(key) {
			return getMapData(this, key).get(key);
		}
		/**
		* Checks if a map value for `key` exists.
		*
		* @private
		* @name has
		* @memberOf MapCache
		* @param {string} key The key of the entry to check.
		* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
		*/
		function mapCacheHas(key) {
			return getMapData(this, key).has(key);
		}
		/**
		* Sets the map `key` to `value`.
		*
		* @private
		* @name set
		* @memberOf MapCache
		* @param {string} key The key of the value to set.
		* @param {*} value The value to set.
		* @returns {Object} Returns the map cache instance.
		*/
		function mapCacheSet(key, value) {
			getMapData(this, key).set(key, value);
			return this;
		}
		MapCache.prototype.clear = mapCacheClear;
		MapCache.prototype["delete"] = mapCacheDelete;
		MapCache.prototype.get = mapCacheGet;
		MapCache.prototype.has = mapCacheHas;
		MapCache.prototype.set = mapCacheSet;
		/**
		*
		* Creates an array cache object to store unique values.
		*
		* @private
		* @constructor
		* @param {Array} [values] The values to cache.
		*/
		function SetCache(values) {
			var index = -1, length = values ? values.length : 0;
			this.__data__ = new MapCache();
			while (++index < length) this.add(values[index]);
		}
		/**
		* Adds `value` to the array cache.
		*
		* @private
		* @name add
		* @memberOf SetCache
		* @alias push
		* @param {*} value The value to cache.
		* @returns {Object} Returns the cache instance.
		*/
		function setCacheAdd(value) {
			this.__data__.set(value, HASH_UNDEFINED);
			return this;
		}
		/**
		* Checks if `value` is in the array cache.
		*
		* @private
		* @name has
		* @memberOf SetCache
		* @param {*} value The value to search for.
		* @returns {number} Returns `true` if `value` is found, else `false`.
		*/
		function setCacheHas(value) {
			return this.__data__.has(value);
		}
		SetCache.prototype.add = SetCache.prototype.push = setCacheAdd;
		SetCache.prototype.has = setCacheHas;
		/**
		* Creates a stack cache object to store key-value pairs.
		*
		* @private
		* @constructor
		* @param {Array} [entries] The key-value pairs to cache.
		*/
		function Stack(entries) {
			this.__data__ = new ListCache(entries);
		}
		/**
		* Removes all key-value entries from the stack.
		*
		* @private
		* @name clear
		* @memberOf Stack
		*/
		function stackClear() {
			this.__data__ = new ListCache();
		}
		/**
		* Removes `key` and its value from the stack.
		*
		* @private
		* @name delete
		* @memberOf Stack
		* @param {string} key The key of the value to remove.
		* @returns {boolean} Returns `true` if the entry was removed, else `false`.
		*/
		function stackDelete(key) {
			return this.__data__["delete"](key);
		}
		/**
		* Gets the stack value for `key`.
		*
		* @private
		* @name get
		* @memberOf Stack
		* @param {string} key The key of the value to get.
		* @returns {*} Returns the entry value.
		*/
		function stackGet(key) {
			return this.__data__.get(key);
		}
		/**
		* Checks if a stack value for `key` exists.
		*
		* @private
		* @name has
		* @memberOf Stack
		* @param {string} key The key of the entry to check.
		* @returns {boolean} Returns `true` if an entry for `key` exists, else `false`.
		*/
		function stackHas(key) {
			return this.__data__.has(key);
		}
		/**
		* Sets the stack `key` to `value`.
		*
		* @private
		* @name set
		* @memberOf Stack
		* @param {string} key The key of the value to set.
		* @param {*} value The value to set.
		* @returns {Object} Returns the stack cache instance.
		*/
		function stackSet(key, value) {
			var cache = this.__data__;
			if (cache instanceof ListCache) {
				var pairs = cache.__data__;
				if (!Map || pairs.length < 199) {
					pairs.push([key, value]);
					return this;
				}
				cache = this.__data__ = new MapCache(pairs);
			}
			cache.set(key, value);
			return this;
		}
		Stack.prototype.clear = stackClear;
		Stack.prototype["delete"] = stackDelete;
		Stack.prototype.get = stackGet;
		Stack.prototype.has = stackHas;
		Stack.prototype.set = stackSet;
		/**
		* Creates an array of the enumerable property names of the array-like `value`.
		*
		* @private
		* @param {*} value The value to query.
		* @param {boolean} inherited Specify returning inherited property names.
		* @returns {Array} Returns the array of property names.
		*/
		function arrayLikeKeys(value, inherited) {
			var result = isArray(value) || isArguments(value) ? baseTimes(value.length, String) : [];
			var length = result.length, skipIndexes = !!length;
			for (var key in value) if (hasOwnProperty.call(value, key) && !(skipIndexes && (key == "length" || isIndex(key, length)))) result.push(key);
			return result;
		}
		/**
		* Gets the index at which the `key` is found in `array` of key-value pairs.
		*
		* @private
		* @param {Array} array The array to inspect.
		* @param {*} key The key to search for.
		* @returns {number} Returns the index of the matched value, else `-1`.
		*/
		function assocIndexOf(array, key) {
			var length = array.length;
			while (length--) if (eq(array[length][0], key)) return length;
			return -1;
		}
		/**
		* The base implementation of `_.forEach` without support for iteratee shorthands.
		*
		* @private
		* @param {Array|Object} collection The collection to iterate over.
		* @param {Function} iteratee The function invoked per iteration.
		* @returns {Array|Object} Returns `collection`.
		*/
		var baseEach = createBaseEach(baseForOwn);
		/**
		* The base implementation of `_.flatten` with support for restricting flattening.
		*
		* @private
		* @param {Array} array The array to flatten.
		* @param {number} depth The maximum recursion depth.
		* @param {boolean} [predicate=isFlattenable] The function invoked per iteration.
		* @param {boolean} [isStrict] Restrict to values that pass `predicate` checks.
		* @param {Array} [result=[]] The initial result value.
		* @returns {Array} Returns the new flattened array.
		*/
		function baseFlatten(array, depth, predicate, isStrict, result) {
			var index = -1, length = array.length;
			predicate || (predicate = isFlattenable);
			result || (result = []);
			while (++index < length) {
				var value = array[index];
				if (predicate(value)) arrayPush(result, value);
				else result[result.length] = value;
			}
			return result;
		}
		/**
		* The base implementation of `baseForOwn` which iterates over `object`
		* properties returned by `keysFunc` and invokes `iteratee` for each property.
		* Iteratee functions may exit iteration early by explicitly returning `false`.
		*
		* @private
		* @param {Object} object The object to iterate over.
		* @param {Function} iteratee The function invoked per iteration.
		* @param {Function} keysFunc The function to get the keys of `object`.
		* @returns {Object} Returns `object`.
		*/
		var baseFor = createBaseFor();
		/**
		* The base implementation of `_.forOwn` without support for iteratee shorthands.
		*
		* @private
		* @param {Object} object The object to iterate over.
		* @param {Function} iteratee The function invoked per iteration.
		* @returns {Object} Returns `object`.
		*/
		function baseForOwn(object, iteratee) {
			return object && baseFor(object, iteratee, keys);
		}
		/**
		* The base implementation of `_.get` without support for default values.
		*
		* @private
		* @param {Object} object The object to query.
		* @param {Array|string} path The path of the property to get.
		* @returns {*} Returns the resolved value.
		*/
		function baseGet(object, path) {
			path = isKey(path, object) ? [path] : castPath(path);
			var index = 0, length = path.length;
			while (object != null && index < length) object = object[toKey(path[index++])];
			return index && index == length ? object : void 0;
		}
		/**
		* The base implementation of `getTag`.
		*
		* @private
		* @param {*} value The value to query.
		* @returns {string} Returns the `toStringTag`.
		*/
		function baseGetTag(value) {
			return objectToString.call(value);
		}
		/**
		* The base implementation of `_.hasIn` without support for deep paths.
		*
		* @private
		* @param {Object} [object] The object to query.
		* @param {Array|string} key The key to check.
		* @returns {boolean} Returns `true` if `key` exists, else `false`.
		*/
		function baseHasIn(object, key) {
			return object != null && key in Object(object);
		}
		/**
		* The base implementation of `_.isEqual` which supports partial comparisons
		* and tracks traversed objects.
		*
		* @private
		* @param {*} value The value to compare.
		* @param {*} other The other value to compare.
		* @param {Function} [customizer] The function to customize comparisons.
		* @param {boolean} [bitmask] The bitmask of comparison flags.
		*  The bitmask may be composed of the following flags:
		*     1 - Unordered comparison
		*     2 - Partial comparison
		* @param {Object} [stack] Tracks traversed `value` and `other` objects.
		* @returns {boolean} Returns `true` if the values are equivalent, else `false`.
		*/
		function baseIsEqual(value, other, customizer, bitmask, stack) {
			if (value === other) return true;
			if (value == null || other == null || !isObject(value) && !isObjectLike(other)) return value !== value && other !== other;
			return baseIsEqualDeep(value, other, baseIsEqual, customizer, bitmask, stack);
		}
		/**
		* A specialized version of `baseIsEqual` for arrays and objects which performs
		* deep comparisons and tracks traversed objects enabling objects with circular
		* references to be compared.
		*
		* @private
		* @param {Object} object The object to compare.
		* @param {Object} other The other object to compare.
		* @param {Function} equalFunc The function to determine equivalents of values.
		* @param {Function} [customizer] The function to customize comparisons.
		* @param {number} [bitmask] The bitmask of comparison flags. See `baseIsEqual`
		*  for more details.
		* @param {Object} [stack] Tracks traversed `object` and `other` objects.
		* @returns {boolean} Returns `true` if the objects are equivalent, else `false`.
		*/
		function baseIsEqualDeep(object, other, equalFunc, customizer, bitmask, stack) {
			var objIsArr = isArray(object), othIsArr = isArray(other), objTag = arrayTag, othTag = arrayTag;
			if (!objIsArr) {
				objTag = getTag(object);
				objTag = objTag == argsTag ? objectTag : objTag;
			}
			if (!othIsArr) {
				othTag = getTag(other);
				othTag = othTag == argsTag ? objectTag : othTag;
			}
			var objIsObj = objTag == objectTag && !isHostObject(object), othIsObj = othTag == objectTag && !isHostObject(other), isSameTag = objTag == othTag;
			if (isSameTag && !objIsObj) {
				stack || (stack = new Stack());
				return objIsArr || isTypedArray(object) ? equalArrays(object, other, equalFunc, customizer, bitmask, stack) : equalByTag(object, other, objTag, equalFunc, customizer, bitmask, stack);
			}
			if (!(bitmask & PARTIAL_COMPARE_FLAG)) {
				var objIsWrapped = objIsObj && hasOwnProperty.call(object, "__wrapped__"), othIsWrapped = othIsObj && hasOwnProperty.call(other, "__wrapped__");
				if (objIsWrapped || othIsWrapped) {
					var objUnwrapped = objIsWrapped ? object.value() : object, othUnwrapped = othIsWrapped ? other.value() : other;
					stack || (stack = new Stack());
					return equalFunc(objUnwrapped, othUnwrapped, customizer, bitmask, stack);
				}
			}
			if (!isSameTag) return false;
			stack || (stack = new Stack());
			return equalObjects(object, other, equalFunc, customizer, bitmask, stack);
		}
		/**
		* The base implementation of `_.isMatch` without support for iteratee shorthands.
		*
		* @private
		* @param {Object} object The object to inspect.
		* @param {Object} source The object of property values to match.
		* @param {Array} matchData The property names, values, and compare flags to match.
		* @param {Function} [customizer] The function to customize comparisons.
		* @returns {boolean} Returns `true` if `object` is a match, else `false`.
		*/
		function baseIsMatch(object, source, matchData, customizer) {
			var index = matchData.length, length = index;
			if (object == null) return !length;
			object = Object(object);
			while (index--) {
				var data = matchData[index];
				if (data[2] ? data[1] !== object[data[0]] : !(data[0] in object)) return false;
			}
			while (++index < length) {
				data = matchData[index];
				var key = data[0], objValue = object[key], srcValue = data[1];
				if (data[2]) {
					if (objValue === void 0 && !(key in object)) return false;
				} else {
					var stack = new Stack();
					var result;
					if (!(result === void 0 ? baseIsEqual(srcValue, objValue, customizer, 3, stack) : result)) return false;
				}
			}
			return true;
		}
		/**
		* The base implementation of `_.isNative` without bad shim checks.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a native function,
		*  else `false`.
		*/
		function baseIsNative(value) {
			if (!isObject(value) || isMasked(value)) return false;
			return (isFunction(value) || isHostObject(value) ? reIsNative : reIsHostCtor).test(toSource(value));
		}
		/**
		* The base implementation of `_.isTypedArray` without Node.js optimizations.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a typed array, else `false`.
		*/
		function baseIsTypedArray(value) {
			return isObjectLike(value) && isLength(value.length) && !!typedArrayTags[objectToString.call(value)];
		}
		/**
		* The base implementation of `_.iteratee`.
		*
		* @private
		* @param {*} [value=_.identity] The value to convert to an iteratee.
		* @returns {Function} Returns the iteratee.
		*/
		function baseIteratee(value) {
			if (typeof value == "function") return value;
			if (value == null) return identity;
			if (typeof value == "object") return isArray(value) ? baseMatchesProperty(value[0], value[1]) : baseMatches(value);
			return property(value);
		}
		/**
		* The base implementation of `_.keys` which doesn't treat sparse arrays as dense.
		*
		* @private
		* @param {Object} object The object to query.
		* @returns {Array} Returns the array of property names.
		*/
		function baseKeys(object) {
			if (!isPrototype(object)) return nativeKeys(object);
			var result = [];
			for (var key in Object(object)) if (hasOwnProperty.call(object, key) && key != "constructor") result.push(key);
			return result;
		}
		/**
		* The base implementation of `_.map` without support for iteratee shorthands.
		*
		* @private
		* @param {Array|Object} collection The collection to iterate over.
		* @param {Function} iteratee The function invoked per iteration.
		* @returns {Array} Returns the new mapped array.
		*/
		function baseMap(collection, iteratee) {
			var index = -1, result = isArrayLike(collection) ? Array(collection.length) : [];
			baseEach(collection, function(value, key, collection) {
				result[++index] = iteratee(value, key, collection);
			});
			return result;
		}
		/**
		* The base implementation of `_.matches` which doesn't clone `source`.
		*
		* @private
		* @param {Object} source The object of property values to match.
		* @returns {Function} Returns the new spec function.
		*/
		function baseMatches(source) {
			var matchData = getMatchData(source);
			if (matchData.length == 1 && matchData[0][2]) return matchesStrictComparable(matchData[0][0], matchData[0][1]);
			return function(object) {
				return object === source || baseIsMatch(object, source, matchData);
			};
		}
		/**
		* The base implementation of `_.matchesProperty` which doesn't clone `srcValue`.
		*
		* @private
		* @param {string} path The path of the property to get.
		* @param {*} srcValue The value to match.
		* @returns {Function} Returns the new spec function.
		*/
		function baseMatchesProperty(path, srcValue) {
			if (isKey(path) && isStrictComparable(srcValue)) return matchesStrictComparable(toKey(path), srcValue);
			return function(object) {
				var objValue = get(object, path);
				return objValue === void 0 && objValue === srcValue ? hasIn(object, path) : baseIsEqual(srcValue, objValue, void 0, 3);
			};
		}
		/**
		* The base implementation of `_.orderBy` without param guards.
		*
		* @private
		* @param {Array|Object} collection The collection to iterate over.
		* @param {Function[]|Object[]|string[]} iteratees The iteratees to sort by.
		* @param {string[]} orders The sort orders of `iteratees`.
		* @returns {Array} Returns the new sorted array.
		*/
		function baseOrderBy(collection, iteratees, orders) {
			var index = -1;
			iteratees = arrayMap(iteratees.length ? iteratees : [identity], baseUnary(baseIteratee));
			return baseSortBy(baseMap(collection, function(value, key, collection) {
				return {
					"criteria": arrayMap(iteratees, function(iteratee) {
						return iteratee(value);
					}),
					"index": ++index,
					"value": value
				};
			}), function(object, other) {
				return compareMultiple(object, other, orders);
			});
		}
		/**
		* A specialized version of `baseProperty` which supports deep paths.
		*
		* @private
		* @param {Array|string} path The path of the property to get.
		* @returns {Function} Returns the new accessor function.
		*/
		function basePropertyDeep(path) {
			return function(object) {
				return baseGet(object, path);
			};
		}
		/**
		* The base implementation of `_.rest` which doesn't validate or coerce arguments.
		*
		* @private
		* @param {Function} func The function to apply a rest parameter to.
		* @param {number} [start=func.length-1] The start position of the rest parameter.
		* @returns {Function} Returns the new function.
		*/
		function baseRest(func, start) {
			start = nativeMax(start === void 0 ? func.length - 1 : start, 0);
			return function() {
				var args = arguments, index = -1, length = nativeMax(args.length - start, 0), array = Array(length);
				while (++index < length) array[index] = args[start + index];
				index = -1;
				var otherArgs = Array(start + 1);
				while (++index < start) otherArgs[index] = args[index];
				otherArgs[start] = array;
				return apply(func, this, otherArgs);
			};
		}
		/**
		* The base implementation of `_.toString` which doesn't convert nullish
		* values to empty strings.
		*
		* @private
		* @param {*} value The value to process.
		* @returns {string} Returns the string.
		*/
		function baseToString(value) {
			if (typeof value == "string") return value;
			if (isSymbol(value)) return symbolToString ? symbolToString.call(value) : "";
			var result = value + "";
			return result == "0" && 1 / value == -1e400 ? "-0" : result;
		}
		/**
		* Casts `value` to a path array if it's not one.
		*
		* @private
		* @param {*} value The value to inspect.
		* @returns {Array} Returns the cast property path array.
		*/
		function castPath(value) {
			return isArray(value) ? value : stringToPath(value);
		}
		/**
		* Compares values to sort them in ascending order.
		*
		* @private
		* @param {*} value The value to compare.
		* @param {*} other The other value to compare.
		* @returns {number} Returns the sort order indicator for `value`.
		*/
		function compareAscending(value, other) {
			if (value !== other) {
				var valIsDefined = value !== void 0, valIsNull = value === null, valIsReflexive = value === value, valIsSymbol = isSymbol(value);
				var othIsDefined = other !== void 0, othIsNull = other === null, othIsReflexive = other === other, othIsSymbol = isSymbol(other);
				if (!othIsNull && !othIsSymbol && !valIsSymbol && value > other || valIsSymbol && othIsDefined && othIsReflexive && !othIsNull && !othIsSymbol || valIsNull && othIsDefined && othIsReflexive || !valIsDefined && othIsReflexive || !valIsReflexive) return 1;
				if (!valIsNull && !valIsSymbol && !othIsSymbol && value < other || othIsSymbol && valIsDefined && valIsReflexive && !valIsNull && !valIsSymbol || othIsNull && valIsDefined && valIsReflexive || !othIsDefined && valIsReflexive || !othIsReflexive) return -1;
			}
			return 0;
		}
		/**
		* Used by `_.orderBy` to compare multiple properties of a value to another
		* and stable sort them.
		*
		* If `orders` is unspecified, all values are sorted in ascending order. Otherwise,
		* specify an order of "desc" for descending or "asc" for ascending sort order
		* of corresponding values.
		*
		* @private
		* @param {Object} object The object to compare.
		* @param {Object} other The other object to compare.
		* @param {boolean[]|string[]} orders The order to sort by for each property.
		* @returns {number} Returns the sort order indicator for `object`.
		*/
		function compareMultiple(object, other, orders) {
			var index = -1, objCriteria = object.criteria, othCriteria = other.criteria, length = objCriteria.length, ordersLength = orders.length;
			while (++index < length) {
				var result = compareAscending(objCriteria[index], othCriteria[index]);
				if (result) {
					if (index >= ordersLength) return result;
					return result * (orders[index] == "desc" ? -1 : 1);
				}
			}
			return object.index - other.index;
		}
		/**
		* Creates a `baseEach` or `baseEachRight` function.
		*
		* @private
		* @param {Function} eachFunc The function to iterate over a collection.
		* @param {boolean} [fromRight] Specify iterating from right to left.
		* @returns {Function} Returns the new base function.
		*/
		function createBaseEach(eachFunc, fromRight) {
			return function(collection, iteratee) {
				if (collection == null) return collection;
				if (!isArrayLike(collection)) return eachFunc(collection, iteratee);
				var length = collection.length, index = -1, iterable = Object(collection);
				while (++index < length) if (iteratee(iterable[index], index, iterable) === false) break;
				return collection;
			};
		}
		/**
		* Creates a base function for methods like `_.forIn` and `_.forOwn`.
		*
		* @private
		* @param {boolean} [fromRight] Specify iterating from right to left.
		* @returns {Function} Returns the new base function.
		*/
		function createBaseFor(fromRight) {
			return function(object, iteratee, keysFunc) {
				var index = -1, iterable = Object(object), props = keysFunc(object), length = props.length;
				while (length--) {
					var key = props[++index];
					if (iteratee(iterable[key], key, iterable) === false) break;
				}
				return object;
			};
		}
		/**
		* A specialized version of `baseIsEqualDeep` for arrays with support for
		* partial deep comparisons.
		*
		* @private
		* @param {Array} array The array to compare.
		* @param {Array} other The other array to compare.
		* @param {Function} equalFunc The function to determine equivalents of values.
		* @param {Function} customizer The function to customize comparisons.
		* @param {number} bitmask The bitmask of comparison flags. See `baseIsEqual`
		*  for more details.
		* @param {Object} stack Tracks traversed `array` and `other` objects.
		* @returns {boolean} Returns `true` if the arrays are equivalent, else `false`.
		*/
		function equalArrays(array, other, equalFunc, customizer, bitmask, stack) {
			var isPartial = bitmask & PARTIAL_COMPARE_FLAG, arrLength = array.length, othLength = other.length;
			if (arrLength != othLength && !(isPartial && othLength > arrLength)) return false;
			var stacked = stack.get(array);
			if (stacked && stack.get(other)) return stacked == other;
			var index = -1, result = true, seen = bitmask & UNORDERED_COMPARE_FLAG ? new SetCache() : void 0;
			stack.set(array, other);
			stack.set(other, array);
			while (++index < arrLength) {
				var arrValue = array[index], othValue = other[index];
				if (customizer) var compared = isPartial ? customizer(othValue, arrValue, index, other, array, stack) : customizer(arrValue, othValue, index, array, other, stack);
				if (compared !== void 0) {
					if (compared) continue;
					result = false;
					break;
				}
				if (seen) {
					if (!arraySome(other, function(othValue, othIndex) {
						if (!seen.has(othIndex) && (arrValue === othValue || equalFunc(arrValue, othValue, customizer, bitmask, stack))) return seen.add(othIndex);
					})) {
						result = false;
						break;
					}
				} else if (!(arrValue === othValue || equalFunc(arrValue, othValue, customizer, bitmask, stack))) {
					result = false;
					break;
				}
			}
			stack["delete"](array);
			stack["delete"](other);
			return result;
		}
		/**
		* A specialized version of `baseIsEqualDeep` for comparing objects of
		* the same `toStringTag`.
		*
		* **Note:** This function only supports comparing values with tags of
		* `Boolean`, `Date`, `Error`, `Number`, `RegExp`, or `String`.
		*
		* @private
		* @param {Object} object The object to compare.
		* @param {Object} other The other object to compare.
		* @param {string} tag The `toStringTag` of the objects to compare.
		* @param {Function} equalFunc The function to determine equivalents of values.
		* @param {Function} customizer The function to customize comparisons.
		* @param {number} bitmask The bitmask of comparison flags. See `baseIsEqual`
		*  for more details.
		* @param {Object} stack Tracks traversed `object` and `other` objects.
		* @returns {boolean} Returns `true` if the objects are equivalent, else `false`.
		*/
		function equalByTag(object, other, tag, equalFunc, customizer, bitmask, stack) {
			switch (tag) {
				case dataViewTag:
					if (object.byteLength != other.byteLength || object.byteOffset != other.byteOffset) return false;
					object = object.buffer;
					other = other.buffer;
				case arrayBufferTag:
					if (object.byteLength != other.byteLength || !equalFunc(new Uint8Array(object), new Uint8Array(other))) return false;
					return true;
				case boolTag:
				case dateTag:
				case numberTag: return eq(+object, +other);
				case errorTag: return object.name == other.name && object.message == other.message;
				case regexpTag:
				case stringTag: return object == other + "";
				case mapTag: var convert = mapToArray;
				case setTag:
					var isPartial = bitmask & PARTIAL_COMPARE_FLAG;
					convert || (convert = setToArray);
					if (object.size != other.size && !isPartial) return false;
					var stacked = stack.get(object);
					if (stacked) return stacked == other;
					bitmask |= UNORDERED_COMPARE_FLAG;
					stack.set(object, other);
					var result = equalArrays(convert(object), convert(other), equalFunc, customizer, bitmask, stack);
					stack["delete"](object);
					return result;
				case symbolTag: if (symbolValueOf) return symbolValueOf.call(object) == symbolValueOf.call(other);
			}
			return false;
		}
		/**
		* A specialized version of `baseIsEqualDeep` for objects with support for
		* partial deep comparisons.
		*
		* @private
		* @param {Object} object The object to compare.
		* @param {Object} other The other object to compare.
		* @param {Function} equalFunc The function to determine equivalents of values.
		* @param {Function} customizer The function to customize comparisons.
		* @param {number} bitmask The bitmask of comparison flags. See `baseIsEqual`
		*  for more details.
		* @param {Object} stack Tracks traversed `object` and `other` objects.
		* @returns {boolean} Returns `true` if the objects are equivalent, else `false`.
		*/
		function equalObjects(object, other, equalFunc, customizer, bitmask, stack) {
			var isPartial = bitmask & PARTIAL_COMPARE_FLAG, objProps = keys(object), objLength = objProps.length;
			if (objLength != keys(other).length && !isPartial) return false;
			var index = objLength;
			while (index--) {
				var key = objProps[index];
				if (!(isPartial ? key in other : hasOwnProperty.call(other, key))) return false;
			}
			var stacked = stack.get(object);
			if (stacked && stack.get(other)) return stacked == other;
			var result = true;
			stack.set(object, other);
			stack.set(other, object);
			var skipCtor = isPartial;
			while (++index < objLength) {
				key = objProps[index];
				var objValue = object[key], othValue = other[key];
				if (customizer) var compared = isPartial ? customizer(othValue, objValue, key, other, object, stack) : customizer(objValue, othValue, key, object, other, stack);
				if (!(compared === void 0 ? objValue === othValue || equalFunc(objValue, othValue, customizer, bitmask, stack) : compared)) {
					result = false;
					break;
				}
				skipCtor || (skipCtor = key == "constructor");
			}
			if (result && !skipCtor) {
				var objCtor = object.constructor, othCtor = other.constructor;
				if (objCtor != othCtor && "constructor" in object && "constructor" in other && !(typeof objCtor == "function" && objCtor instanceof objCtor && typeof othCtor == "function" && othCtor instanceof othCtor)) result = false;
			}
			stack["delete"](object);
			stack["delete"](other);
			return result;
		}
		/**
		* Gets the data for `map`.
		*
		* @private
		* @param {Object} map The map to query.
		* @param {string} key The reference key.
		* @returns {*} Returns the map data.
		*/
		function getMapData(map, key) {
			var data = map.__data__;
			return isKeyable(key) ? data[typeof key == "string" ? "string" : "hash"] : data.map;
		}
		/**
		* Gets the property names, values, and compare flags of `object`.
		*
		* @private
		* @param {Object} object The object to query.
		* @returns {Array} Returns the match data of `object`.
		*/
		function getMatchData(object) {
			var result = keys(object), length = result.length;
			while (length--) {
				var key = result[length], value = object[key];
				result[length] = [
					key,
					value,
					isStrictComparable(value)
				];
			}
			return result;
		}
		/**
		* Gets the native function at `key` of `object`.
		*
		* @private
		* @param {Object} object The object to query.
		* @param {string} key The key of the method to get.
		* @returns {*} Returns the function if it's native, else `undefined`.
		*/
		function getNative(object, key) {
			var value = getValue(object, key);
			return baseIsNative(value) ? value : void 0;
		}
		/**
		* Gets the `toStringTag` of `value`.
		*
		* @private
		* @param {*} value The value to query.
		* @returns {string} Returns the `toStringTag`.
		*/
		var getTag = baseGetTag;
		if (DataView && getTag(new DataView(/* @__PURE__ */ new ArrayBuffer(1))) != dataViewTag || Map && getTag(new Map()) != mapTag || Promise$1 && getTag(Promise$1.resolve()) != promiseTag || Set && getTag(new Set()) != setTag || WeakMap && getTag(new WeakMap()) != weakMapTag) getTag = function(value) {
			var result = objectToString.call(value), Ctor = result == objectTag ? value.constructor : void 0, ctorString = Ctor ? toSource(Ctor) : void 0;
			if (ctorString) switch (ctorString) {
				case dataViewCtorString: return dataViewTag;
				case mapCtorString: return mapTag;
				case promiseCtorString: return promiseTag;
				case setCtorString: return setTag;
				case weakMapCtorString: return weakMapTag;
			}
			return result;
		};
		/**
		* Checks if `path` exists on `object`.
		*
		* @private
		* @param {Object} object The object to query.
		* @param {Array|string} path The path to check.
		* @param {Function} hasFunc The function to check properties.
		* @returns {boolean} Returns `true` if `path` exists, else `false`.
		*/
		function hasPath(object, path, hasFunc) {
			path = isKey(path, object) ? [path] : castPath(path);
			var result, index = -1, length = path.length;
			while (++index < length) {
				var key = toKey(path[index]);
				if (!(result = object != null && hasFunc(object, key))) break;
				object = object[key];
			}
			if (result) return result;
			var length = object ? object.length : 0;
			return !!length && isLength(length) && isIndex(key, length) && (isArray(object) || isArguments(object));
		}
		/**
		* Checks if `value` is a flattenable `arguments` object or array.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is flattenable, else `false`.
		*/
		function isFlattenable(value) {
			return isArray(value) || isArguments(value) || !!(spreadableSymbol && value && value[spreadableSymbol]);
		}
		/**
		* Checks if `value` is a valid array-like index.
		*
		* @private
		* @param {*} value The value to check.
		* @param {number} [length=MAX_SAFE_INTEGER] The upper bounds of a valid index.
		* @returns {boolean} Returns `true` if `value` is a valid index, else `false`.
		*/
		function isIndex(value, length) {
			length = length == null ? MAX_SAFE_INTEGER : length;
			return !!length && (typeof value == "number" || reIsUint.test(value)) && value > -1 && value % 1 == 0 && value < length;
		}
		/**
		* Checks if the given arguments are from an iteratee call.
		*
		* @private
		* @param {*} value The potential iteratee value argument.
		* @param {*} index The potential iteratee index or key argument.
		* @param {*} object The potential iteratee object argument.
		* @returns {boolean} Returns `true` if the arguments are from an iteratee call,
		*  else `false`.
		*/
		function isIterateeCall(value, index, object) {
			if (!isObject(object)) return false;
			var type = typeof index;
			if (type == "number" ? isArrayLike(object) && isIndex(index, object.length) : type == "string" && index in object) return eq(object[index], value);
			return false;
		}
		/**
		* Checks if `value` is a property name and not a property path.
		*
		* @private
		* @param {*} value The value to check.
		* @param {Object} [object] The object to query keys on.
		* @returns {boolean} Returns `true` if `value` is a property name, else `false`.
		*/
		function isKey(value, object) {
			if (isArray(value)) return false;
			var type = typeof value;
			if (type == "number" || type == "symbol" || type == "boolean" || value == null || isSymbol(value)) return true;
			return reIsPlainProp.test(value) || !reIsDeepProp.test(value) || object != null && value in Object(object);
		}
		/**
		* Checks if `value` is suitable for use as unique object key.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is suitable, else `false`.
		*/
		function isKeyable(value) {
			var type = typeof value;
			return type == "string" || type == "number" || type == "symbol" || type == "boolean" ? value !== "__proto__" : value === null;
		}
		/**
		* Checks if `func` has its source masked.
		*
		* @private
		* @param {Function} func The function to check.
		* @returns {boolean} Returns `true` if `func` is masked, else `false`.
		*/
		function isMasked(func) {
			return !!maskSrcKey && maskSrcKey in func;
		}
		/**
		* Checks if `value` is likely a prototype object.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a prototype, else `false`.
		*/
		function isPrototype(value) {
			var Ctor = value && value.constructor;
			return value === (typeof Ctor == "function" && Ctor.prototype || objectProto);
		}
		/**
		* Checks if `value` is suitable for strict equality comparisons, i.e. `===`.
		*
		* @private
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` if suitable for strict
		*  equality comparisons, else `false`.
		*/
		function isStrictComparable(value) {
			return value === value && !isObject(value);
		}
		/**
		* A specialized version of `matchesProperty` for source values suitable
		* for strict equality comparisons, i.e. `===`.
		*
		* @private
		* @param {string} key The key of the property to get.
		* @param {*} srcValue The value to match.
		* @returns {Function} Returns the new spec function.
		*/
		function matchesStrictComparable(key, srcValue) {
			return function(object) {
				if (object == null) return false;
				return object[key] === srcValue && (srcValue !== void 0 || key in Object(object));
			};
		}
		/**
		* Converts `string` to a property path array.
		*
		* @private
		* @param {string} string The string to convert.
		* @returns {Array} Returns the property path array.
		*/
		var stringToPath = memoize(function(string) {
			string = toString(string);
			var result = [];
			if (reLeadingDot.test(string)) result.push("");
			string.replace(rePropName, function(match, number, quote, string) {
				result.push(quote ? string.replace(reEscapeChar, "$1") : number || match);
			});
			return result;
		});
		/**
		* Converts `value` to a string key if it's not a string or symbol.
		*
		* @private
		* @param {*} value The value to inspect.
		* @returns {string|symbol} Returns the key.
		*/
		function toKey(value) {
			if (typeof value == "string" || isSymbol(value)) return value;
			var result = value + "";
			return result == "0" && 1 / value == -1e400 ? "-0" : result;
		}
		/**
		* Converts `func` to its source code.
		*
		* @private
		* @param {Function} func The function to process.
		* @returns {string} Returns the source code.
		*/
		function toSource(func) {
			if (func != null) {
				try {
					return funcToString.call(func);
				} catch (e) {}
				try {
					return func + "";
				} catch (e) {}
			}
			return "";
		}
		/**
		* Creates an array of elements, sorted in ascending order by the results of
		* running each element in a collection thru each iteratee. This method
		* performs a stable sort, that is, it preserves the original sort order of
		* equal elements. The iteratees are invoked with one argument: (value).
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Collection
		* @param {Array|Object} collection The collection to iterate over.
		* @param {...(Function|Function[])} [iteratees=[_.identity]]
		*  The iteratees to sort by.
		* @returns {Array} Returns the new sorted array.
		* @example
		*
		* var users = [
		*   { 'user': 'fred',   'age': 48 },
		*   { 'user': 'barney', 'age': 36 },
		*   { 'user': 'fred',   'age': 40 },
		*   { 'user': 'barney', 'age': 34 }
		* ];
		*
		* _.sortBy(users, function(o) { return o.user; });
		* // => objects for [['barney', 36], ['barney', 34], ['fred', 48], ['fred', 40]]
		*
		* _.sortBy(users, ['user', 'age']);
		* // => objects for [['barney', 34], ['barney', 36], ['fred', 40], ['fred', 48]]
		*
		* _.sortBy(users, 'user', function(o) {
		*   return Math.floor(o.age / 10);
		* });
		* // => objects for [['barney', 36], ['barney', 34], ['fred', 48], ['fred', 40]]
		*/
		var sortBy = baseRest(function(collection, iteratees) {
			if (collection == null) return [];
			var length = iteratees.length;
			if (length > 1 && isIterateeCall(collection, iteratees[0], iteratees[1])) iteratees = [];
			else if (length > 2 && isIterateeCall(iteratees[0], iteratees[1], iteratees[2])) iteratees = [iteratees[0]];
			return baseOrderBy(collection, baseFlatten(iteratees), []);
		});
		/**
		* Creates a function that memoizes the result of `func`. If `resolver` is
		* provided, it determines the cache key for storing the result based on the
		* arguments provided to the memoized function. By default, the first argument
		* provided to the memoized function is used as the map cache key. The `func`
		* is invoked with the `this` binding of the memoized function.
		*
		* **Note:** The cache is exposed as the `cache` property on the memoized
		* function. Its creation may be customized by replacing the `_.memoize.Cache`
		* constructor with one whose instances implement the
		* [`Map`](http://ecma-international.org/ecma-262/7.0/#sec-properties-of-the-map-prototype-object)
		* method interface of `delete`, `get`, `has`, and `set`.
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Function
		* @param {Function} func The function to have its output memoized.
		* @param {Function} [resolver] The function to resolve the cache key.
		* @returns {Function} Returns the new memoized function.
		* @example
		*
		* var object = { 'a': 1, 'b': 2 };
		* var other = { 'c': 3, 'd': 4 };
		*
		* var values = _.memoize(_.values);
		* values(object);
		* // => [1, 2]
		*
		* values(other);
		* // => [3, 4]
		*
		* object.a = 2;
		* values(object);
		* // => [1, 2]
		*
		* // Modify the result cache.
		* values.cache.set(object, ['a', 'b']);
		* values(object);
		* // => ['a', 'b']
		*
		* // Replace `_.memoize.Cache`.
		* _.memoize.Cache = WeakMap;
		*/
		function memoize(func, resolver) {
			if (typeof func != "function" || resolver && typeof resolver != "function") throw new TypeError(FUNC_ERROR_TEXT);
			var memoized = function() {
				var args = arguments, key = resolver ? resolver.apply(this, args) : args[0], cache = memoized.cache;
				if (cache.has(key)) return cache.get(key);
				var result = func.apply(this, args);
				memoized.cache = cache.set(key, result);
				return result;
			};
			memoized.cache = new (memoize.Cache || MapCache)();
			return memoized;
		}
		memoize.Cache = MapCache;
		/**
		* Performs a
		* [`SameValueZero`](http://ecma-international.org/ecma-262/7.0/#sec-samevaluezero)
		* comparison between two values to determine if they are equivalent.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to compare.
		* @param {*} other The other value to compare.
		* @returns {boolean} Returns `true` if the values are equivalent, else `false`.
		* @example
		*
		* var object = { 'a': 1 };
		* var other = { 'a': 1 };
		*
		* _.eq(object, object);
		* // => true
		*
		* _.eq(object, other);
		* // => false
		*
		* _.eq('a', 'a');
		* // => true
		*
		* _.eq('a', Object('a'));
		* // => false
		*
		* _.eq(NaN, NaN);
		* // => true
		*/
		function eq(value, other) {
			return value === other || value !== value && other !== other;
		}
		/**
		* Checks if `value` is likely an `arguments` object.
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is an `arguments` object,
		*  else `false`.
		* @example
		*
		* _.isArguments(function() { return arguments; }());
		* // => true
		*
		* _.isArguments([1, 2, 3]);
		* // => false
		*/
		function isArguments(value) {
			return isArrayLikeObject(value) && hasOwnProperty.call(value, "callee") && (!propertyIsEnumerable.call(value, "callee") || objectToString.call(value) == argsTag);
		}
		/**
		* Checks if `value` is classified as an `Array` object.
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is an array, else `false`.
		* @example
		*
		* _.isArray([1, 2, 3]);
		* // => true
		*
		* _.isArray(document.body.children);
		* // => false
		*
		* _.isArray('abc');
		* // => false
		*
		* _.isArray(_.noop);
		* // => false
		*/
		var isArray = Array.isArray;
		/**
		* Checks if `value` is array-like. A value is considered array-like if it's
		* not a function and has a `value.length` that's an integer greater than or
		* equal to `0` and less than or equal to `Number.MAX_SAFE_INTEGER`.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is array-like, else `false`.
		* @example
		*
		* _.isArrayLike([1, 2, 3]);
		* // => true
		*
		* _.isArrayLike(document.body.children);
		* // => true
		*
		* _.isArrayLike('abc');
		* // => true
		*
		* _.isArrayLike(_.noop);
		* // => false
		*/
		function isArrayLike(value) {
			return value != null && isLength(value.length) && !isFunction(value);
		}
		/**
		* This method is like `_.isArrayLike` except that it also checks if `value`
		* is an object.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is an array-like object,
		*  else `false`.
		* @example
		*
		* _.isArrayLikeObject([1, 2, 3]);
		* // => true
		*
		* _.isArrayLikeObject(document.body.children);
		* // => true
		*
		* _.isArrayLikeObject('abc');
		* // => false
		*
		* _.isArrayLikeObject(_.noop);
		* // => false
		*/
		function isArrayLikeObject(value) {
			return isObjectLike(value) && isArrayLike(value);
		}
		/**
		* Checks if `value` is classified as a `Function` object.
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a function, else `false`.
		* @example
		*
		* _.isFunction(_);
		* // => true
		*
		* _.isFunction(/abc/);
		* // => false
		*/
		function isFunction(value) {
			var tag = isObject(value) ? objectToString.call(value) : "";
			return tag == funcTag || tag == genTag;
		}
		/**
		* Checks if `value` is a valid array-like length.
		*
		* **Note:** This method is loosely based on
		* [`ToLength`](http://ecma-international.org/ecma-262/7.0/#sec-tolength).
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a valid length, else `false`.
		* @example
		*
		* _.isLength(3);
		* // => true
		*
		* _.isLength(Number.MIN_VALUE);
		* // => false
		*
		* _.isLength(Infinity);
		* // => false
		*
		* _.isLength('3');
		* // => false
		*/
		function isLength(value) {
			return typeof value == "number" && value > -1 && value % 1 == 0 && value <= MAX_SAFE_INTEGER;
		}
		/**
		* Checks if `value` is the
		* [language type](http://www.ecma-international.org/ecma-262/7.0/#sec-ecmascript-language-types)
		* of `Object`. (e.g. arrays, functions, objects, regexes, `new Number(0)`, and `new String('')`)
		*
		* @static
		* @memberOf _
		* @since 0.1.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is an object, else `false`.
		* @example
		*
		* _.isObject({});
		* // => true
		*
		* _.isObject([1, 2, 3]);
		* // => true
		*
		* _.isObject(_.noop);
		* // => true
		*
		* _.isObject(null);
		* // => false
		*/
		function isObject(value) {
			var type = typeof value;
			return !!value && (type == "object" || type == "function");
		}
		/**
		* Checks if `value` is object-like. A value is object-like if it's not `null`
		* and has a `typeof` result of "object".
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is object-like, else `false`.
		* @example
		*
		* _.isObjectLike({});
		* // => true
		*
		* _.isObjectLike([1, 2, 3]);
		* // => true
		*
		* _.isObjectLike(_.noop);
		* // => false
		*
		* _.isObjectLike(null);
		* // => false
		*/
		function isObjectLike(value) {
			return !!value && typeof value == "object";
		}
		/**
		* Checks if `value` is classified as a `Symbol` primitive or object.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a symbol, else `false`.
		* @example
		*
		* _.isSymbol(Symbol.iterator);
		* // => true
		*
		* _.isSymbol('abc');
		* // => false
		*/
		function isSymbol(value) {
			return typeof value == "symbol" || isObjectLike(value) && objectToString.call(value) == symbolTag;
		}
		/**
		* Checks if `value` is classified as a typed array.
		*
		* @static
		* @memberOf _
		* @since 3.0.0
		* @category Lang
		* @param {*} value The value to check.
		* @returns {boolean} Returns `true` if `value` is a typed array, else `false`.
		* @example
		*
		* _.isTypedArray(new Uint8Array);
		* // => true
		*
		* _.isTypedArray([]);
		* // => false
		*/
		var isTypedArray = nodeIsTypedArray ? baseUnary(nodeIsTypedArray) : baseIsTypedArray;
		/**
		* Converts `value` to a string. An empty string is returned for `null`
		* and `undefined` values. The sign of `-0` is preserved.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Lang
		* @param {*} value The value to process.
		* @returns {string} Returns the string.
		* @example
		*
		* _.toString(null);
		* // => ''
		*
		* _.toString(-0);
		* // => '-0'
		*
		* _.toString([1, 2, 3]);
		* // => '1,2,3'
		*/
		function toString(value) {
			return value == null ? "" : baseToString(value);
		}
		/**
		* Gets the value at `path` of `object`. If the resolved value is
		* `undefined`, the `defaultValue` is returned in its place.
		*
		* @static
		* @memberOf _
		* @since 3.7.0
		* @category Object
		* @param {Object} object The object to query.
		* @param {Array|string} path The path of the property to get.
		* @param {*} [defaultValue] The value returned for `undefined` resolved values.
		* @returns {*} Returns the resolved value.
		* @example
		*
		* var object = { 'a': [{ 'b': { 'c': 3 } }] };
		*
		* _.get(object, 'a[0].b.c');
		* // => 3
		*
		* _.get(object, ['a', '0', 'b', 'c']);
		* // => 3
		*
		* _.get(object, 'a.b.c', 'default');
		* // => 'default'
		*/
		function get(object, path, defaultValue) {
			var result = object == null ? void 0 : baseGet(object, path);
			return result === void 0 ? defaultValue : result;
		}
		/**
		* Checks if `path` is a direct or inherited property of `object`.
		*
		* @static
		* @memberOf _
		* @since 4.0.0
		* @category Object
		* @param {Object} object The object to query.
		* @param {Array|string} path The path to check.
		* @returns {boolean} Returns `true` if `path` exists, else `false`.
		* @example
		*
		* var object = _.create({ 'a': _.create({ 'b': 2 }) });
		*
		* _.hasIn(object, 'a');
		* // => true
		*
		* _.hasIn(object, 'a.b');
		* // => true
		*
		* _.hasIn(object, ['a', 'b']);
		* // => true
		*
		* _.hasIn(object, 'b');
		* // => false
		*/
		function hasIn(object, path) {
			return object != null && hasPath(object, path, baseHasIn);
		}
		/**
		* Creates an array of the own enumerable property names of `object`.
		*
		* **Note:** Non-object values are coerced to objects. See the
		* [ES spec](http://ecma-international.org/ecma-262/7.0/#sec-object.keys)
		* for more details.
		*
		* @static
		* @since 0.1.0
		* @memberOf _
		* @category Object
		* @param {Object} object The object to query.
		* @returns {Array} Returns the array of property names.
		* @example
		*
		* function Foo() {
		*   this.a = 1;
		*   this.b = 2;
		* }
		*
		* Foo.prototype.c = 3;
		*
		* _.keys(new Foo);
		* // => ['a', 'b'] (iteration order is not guaranteed)
		*
		* _.keys('hi');
		* // => ['0', '1']
		*/
		function keys(object) {
			return isArrayLike(object) ? arrayLikeKeys(object) : baseKeys(object);
		}
		/**
		* This method returns the first argument it receives.
		*
		* @static
		* @since 0.1.0
		* @memberOf _
		* @category Util
		* @param {*} value Any value.
		* @returns {*} Returns `value`.
		* @example
		*
		* var object = { 'a': 1 };
		*
		* console.log(_.identity(object) === object);
		* // => true
		*/
		function identity(value) {
			return value;
		}
		/**
		* Creates a function that returns the value at `path` of a given object.
		*
		* @static
		* @memberOf _
		* @since 2.4.0
		* @category Util
		* @param {Array|string} path The path of the property to get.
		* @returns {Function} Returns the new accessor function.
		* @example
		*
		* var objects = [
		*   { 'a': { 'b': 2 } },
		*   { 'a': { 'b': 1 } }
		* ];
		*
		* _.map(objects, _.property('a.b'));
		* // => [2, 1]
		*
		* _.map(_.sortBy(objects, _.property(['a', 'b'])), 'a.b');
		* // => [1, 2]
		*/
		function property(path) {
			return isKey(path) ? baseProperty(toKey(path)) : basePropertyDeep(path);
		}
		module.exports = sortBy;
	})(lodash_sortby, lodash_sortby.exports);
	return lodash_sortby.exports;
}
var escapeStringRegexp;
var hasRequiredEscapeStringRegexp;
function requireEscapeStringRegexp() {
	if (hasRequiredEscapeStringRegexp) return escapeStringRegexp;
	hasRequiredEscapeStringRegexp = 1;
	escapeStringRegexp = (string) => {
		if (typeof string !== "string") throw new TypeError("Expected a string");
		return string.replace(/[|\\{}()[\]^$+*?.]/g, "\\$&").replace(/-/g, "\\x2d");
	};
	return escapeStringRegexp;
}
var regexpParse = {};
var hasRequiredRegexpParse;
function requireRegexpParse() {
	if (hasRequiredRegexpParse) return regexpParse;
	hasRequiredRegexpParse = 1;
	Object.defineProperty(regexpParse, "__esModule", { value: true });
	regexpParse.isRegExpString = regexpParse.parseRegExpString = void 0;
	var REGEXP_LITERAL_PATTERN = /^\/(.+)\/([guimysd]*)$/;
	var parseRegExpString = function(str) {
		var result = str.match(REGEXP_LITERAL_PATTERN);
		if (!result) return null;
		return {
			source: result[1],
			flagString: result[2]
		};
	};
	regexpParse.parseRegExpString = parseRegExpString;
	var isRegExpString = function(str) {
		return REGEXP_LITERAL_PATTERN.test(str);
	};
	regexpParse.isRegExpString = isRegExpString;
	return regexpParse;
}
var hasRequiredRegexpStringMatcher;
function requireRegexpStringMatcher() {
	if (hasRequiredRegexpStringMatcher) return regexpStringMatcher;
	hasRequiredRegexpStringMatcher = 1;
	(function(exports) {
		var __importDefault = regexpStringMatcher && regexpStringMatcher.__importDefault || function(mod) {
			return mod && mod.__esModule ? mod : { "default": mod };
		};
		Object.defineProperty(exports, "__esModule", { value: true });
		exports.matchPatterns = exports.createRegExp = void 0;
		var lodash_uniq_1 = __importDefault(requireLodash_uniq());
		var lodash_uniqwith_1 = __importDefault(requireLodash_uniqwith());
		var lodash_sortby_1 = __importDefault(requireLodash_sortby());
		var escape_string_regexp_1 = __importDefault(requireEscapeStringRegexp());
		var regexp_parse_1 = requireRegexpParse();
		var DEFAULT_FLAGS = "ug";
		var defaultFlags = function(flagsString) {
			if (flagsString.length === 0) return DEFAULT_FLAGS;
			return (0, lodash_uniq_1.default)((flagsString + DEFAULT_FLAGS).split("")).join("");
		};
		var createRegExp = function(patternString, defaultFlag) {
			if (defaultFlag === void 0) defaultFlag = DEFAULT_FLAGS;
			if (patternString.length === 0) throw new Error("Empty string can not handled");
			if ((0, regexp_parse_1.isRegExpString)(patternString)) {
				var regExpStructure = (0, regexp_parse_1.parseRegExpString)(patternString);
				if (regExpStructure) return new RegExp(regExpStructure.source, defaultFlags(regExpStructure.flagString));
				throw new Error("\"".concat(patternString, "\" can not parse as RegExp."));
			} else return new RegExp((0, escape_string_regexp_1.default)(patternString), defaultFlag);
		};
		exports.createRegExp = createRegExp;
		var isEqualMatchPatternResult = function(a, b) {
			return a.startIndex === b.startIndex && a.endIndex === b.endIndex && a.match === b.match;
		};
		/**
		* Match regExpLikeStrings and return matchPatternResults
		* @param text target text
		* @param regExpLikeStrings an array of pattern string
		*/
		var matchPatterns = function(text, regExpLikeStrings) {
			var matchPatternResults = [];
			regExpLikeStrings.map(function(patternString) {
				return (0, exports.createRegExp)(patternString);
			}).forEach(function(regExp) {
				var results = text.matchAll(regExp);
				Array.from(results).forEach(function(result) {
					if (result.index === void 0) return;
					var match = result[0];
					var index = result.index;
					matchPatternResults.push({
						match,
						captures: result.slice(1),
						startIndex: index,
						endIndex: index + match.length
					});
				});
			});
			var uniqResults = (0, lodash_uniqwith_1.default)(matchPatternResults, isEqualMatchPatternResult);
			return (0, lodash_sortby_1.default)(uniqResults, ["startIndex", "endIndex"]);
		};
		exports.matchPatterns = matchPatterns;
	})(regexpStringMatcher);
	return regexpStringMatcher;
}
var regexpStringMatcherExports = requireRegexpStringMatcher();
/**
* These should be ignored by default, because these are used in AWS example.
* https://docs.aws.amazon.com/ja_jp/general/latest/gr/aws-access-keys-best-practices.html
*/
const BUILTIN_IGNORED = {
	AWSAccountID: ["AKIAIOSFODNN7EXAMPLE"],
	AWSSecretAccessKey: ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]
};
const messages$r = {
	AWSAccountID: {
		en: (props) => `found AWS Account ID: ${props.ID}`,
		ja: (props) => `AWS Account ID: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	AWSSecretAccessKey: {
		en: (props) => `found AWS Secret Access Key: ${props.KEY}`,
		ja: (props) => `AWS Secret Access Key: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	AWSAccessKeyID: {
		en: (props) => `found AWS Access Key ID: ${props.ID}`,
		ja: (props) => `AWS Access Key Id: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
const reportAWSAccessKey = ({ t, source, context, options }) => {
	const results = source.content.matchAll(/\b(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}\b/g);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (BUILTIN_IGNORED.AWSAccountID.includes(match)) continue;
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("AWSAccessKeyID", { ID: match }),
			range
		});
	}
};
const reportAWSSecretAccessKey = ({ t, source, context, options }) => {
	const AWS = "(?:AWS|aws|Aws)?_?";
	const QUOTE = `["']?`;
	const AWSSecretPatten = new RegExp(String.raw`${QUOTE}${AWS}(?:SECRET|secret|Secret)_?(?:ACCESS|access|Access)_?(?:KEY|key|Key)${QUOTE}${"\\s*(?::|=>|=)\\s*"}${QUOTE}([A-Za-z0-9/\+=]{40})${QUOTE}\b`, "g");
	const results = source.content.matchAll(AWSSecretPatten);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[1] || "";
		const range = [index, index + match.length];
		if (BUILTIN_IGNORED.AWSSecretAccessKey.includes(match)) continue;
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("AWSSecretAccessKey", { KEY: match }),
			range
		});
	}
};
const reportAWSAccountID = ({ t, source, context, options }) => {
	const AWS = "(AWS|aws|Aws)?_?";
	const QUOTE = `("|')?`;
	const AWSSecretPatten = new RegExp(String.raw`${QUOTE}${AWS}(ACCOUNT|account|Account)_?(ID|id|Id)?${QUOTE}${"\\s*(:|=>|=)\\s*"}${QUOTE}[0-9]{4}\-?[0-9]{4}\-?[0-9]{4}${QUOTE}\b`, "g");
	const results = source.content.matchAll(AWSSecretPatten);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("AWSAccountID", { ID: match }),
			range
		});
	}
};
const creator$s = {
	messages: messages$r,
	meta: {
		id: "@secretlint/secretlint-rule-aws",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-aws/README.md" }
	},
	create(context, options) {
		const normalizedOptions = {
			allows: options.allows || [],
			enableIDScanRule: options.enableIDScanRule ?? false
		};
		const t = context.createTranslator(messages$r);
		return { file(source) {
			if (normalizedOptions.enableIDScanRule) {
				reportAWSAccessKey({
					t,
					source,
					context,
					options: normalizedOptions
				});
				reportAWSAccountID({
					t,
					source,
					context,
					options: normalizedOptions
				});
			}
			reportAWSSecretAccessKey({
				t,
				source,
				context,
				options: normalizedOptions
			});
		} };
	}
};
/**
* Minimal PKCS#12 MAC verification.
*
* GCP Service Account .p12 files are detected by checking whether the
* top-level MAC verifies against the well-known `notasecret` password.
* Full decryption of the PKCS#12 ContentInfo is unnecessary for that check,
* so we only parse enough of the DER structure to extract the MacData and
* the authSafe content, then recompute the MAC. Supports MAC digests of
* SHA-1 (classic openssl default), SHA-256 (openssl 3 default), SHA-384,
* and SHA-512.
*
* Runs in Node.js 20+ and any environment with a Web Crypto
* implementation on `globalThis.crypto.subtle`.
*
* References:
*   - RFC 7292 (PKCS #12 v1.1) section 4, Appendix B
*/
const TAG_INTEGER = 2;
const TAG_OCTET_STRING = 4;
const TAG_NULL = 5;
const TAG_OID = 6;
const TAG_SEQUENCE = 48;
const TAG_CONTEXT_0 = 160;
function readTlv(buf, offset) {
	if (offset + 2 > buf.length) throw new Error("PKCS12: truncated TLV header");
	const tag = buf[offset];
	const lenByte = buf[offset + 1];
	let length;
	let contentStart;
	if (lenByte < 128) {
		length = lenByte;
		contentStart = offset + 2;
	} else {
		const lenBytes = lenByte & 127;
		if (lenBytes === 0 || lenBytes > 4) throw new Error("PKCS12: unsupported ASN.1 length encoding");
		if (offset + 2 + lenBytes > buf.length) throw new Error("PKCS12: truncated ASN.1 length");
		length = 0;
		for (let i = 0; i < lenBytes; i++) length = length * 256 + buf[offset + 2 + i];
		contentStart = offset + 2 + lenBytes;
	}
	const end = contentStart + length;
	if (end > buf.length) throw new Error("PKCS12: TLV extends past buffer");
	return {
		tag,
		content: buf.subarray(contentStart, end),
		end
	};
}
function expectTag(tlv, tag, label) {
	if (tlv.tag !== tag) throw new Error(`PKCS12: expected ${label} tag 0x${tag.toString(16)} but got 0x${tlv.tag.toString(16)}`);
}
function readInteger(tlv) {
	expectTag(tlv, TAG_INTEGER, "INTEGER");
	let value = 0;
	for (const byte of tlv.content) value = value * 256 + byte;
	return value;
}
function bytesEqual(a, b) {
	if (a.length !== b.length) return false;
	let diff = 0;
	for (let i = 0; i < a.length; i++) diff |= a[i] ^ b[i];
	return diff === 0;
}
const OID_DATA = new Uint8Array([
	42,
	134,
	72,
	134,
	247,
	13,
	1,
	7,
	1
]);
const OID_SHA1 = new Uint8Array([
	43,
	14,
	3,
	2,
	26
]);
const OID_SHA256 = new Uint8Array([
	96,
	134,
	72,
	1,
	101,
	3,
	4,
	2,
	1
]);
const OID_SHA384 = new Uint8Array([
	96,
	134,
	72,
	1,
	101,
	3,
	4,
	2,
	2
]);
const OID_SHA512 = new Uint8Array([
	96,
	134,
	72,
	1,
	101,
	3,
	4,
	2,
	3
]);
const MAC_HASHES = [
	{
		oid: OID_SHA1,
		hash: {
			name: "SHA-1",
			outputSize: 20,
			blockSize: 64
		}
	},
	{
		oid: OID_SHA256,
		hash: {
			name: "SHA-256",
			outputSize: 32,
			blockSize: 64
		}
	},
	{
		oid: OID_SHA384,
		hash: {
			name: "SHA-384",
			outputSize: 48,
			blockSize: 128
		}
	},
	{
		oid: OID_SHA512,
		hash: {
			name: "SHA-512",
			outputSize: 64,
			blockSize: 128
		}
	}
];
function matchHash(oidBytes) {
	for (const { oid, hash } of MAC_HASHES) if (bytesEqual(oidBytes, oid)) return hash;
}
const MAX_MAC_ITERATIONS = 1e6;
function parsePkcs12(buf) {
	const pfx = readTlv(buf, 0);
	expectTag(pfx, TAG_SEQUENCE, "PFX SEQUENCE");
	const version = readTlv(pfx.content, 0);
	if (readInteger(version) !== 3) throw new Error("PKCS12: unsupported version");
	const authSafeInfo = readTlv(pfx.content, version.end);
	expectTag(authSafeInfo, TAG_SEQUENCE, "ContentInfo SEQUENCE");
	const contentType = readTlv(authSafeInfo.content, 0);
	expectTag(contentType, TAG_OID, "contentType OID");
	if (!bytesEqual(contentType.content, OID_DATA)) throw new Error("PKCS12: unsupported authSafe contentType");
	const explicit0 = readTlv(authSafeInfo.content, contentType.end);
	expectTag(explicit0, TAG_CONTEXT_0, "[0] EXPLICIT");
	const authSafeOctet = readTlv(explicit0.content, 0);
	expectTag(authSafeOctet, TAG_OCTET_STRING, "authSafe OCTET STRING");
	const macData = readTlv(pfx.content, authSafeInfo.end);
	expectTag(macData, TAG_SEQUENCE, "MacData SEQUENCE");
	const digestInfo = readTlv(macData.content, 0);
	expectTag(digestInfo, TAG_SEQUENCE, "DigestInfo SEQUENCE");
	const alg = readTlv(digestInfo.content, 0);
	expectTag(alg, TAG_SEQUENCE, "AlgorithmIdentifier SEQUENCE");
	const algOid = readTlv(alg.content, 0);
	expectTag(algOid, TAG_OID, "algorithm OID");
	const macHash = matchHash(algOid.content);
	if (!macHash) throw new Error("PKCS12: unsupported MAC digest algorithm");
	if (algOid.end < alg.content.length) {
		if (readTlv(alg.content, algOid.end).tag !== TAG_NULL) throw new Error("PKCS12: unexpected MAC algorithm parameters");
	}
	const digest = readTlv(digestInfo.content, alg.end);
	expectTag(digest, TAG_OCTET_STRING, "digest OCTET STRING");
	const salt = readTlv(macData.content, digestInfo.end);
	expectTag(salt, TAG_OCTET_STRING, "macSalt OCTET STRING");
	let iterations = 1;
	if (salt.end < macData.content.length) iterations = readInteger(readTlv(macData.content, salt.end));
	if (iterations < 1 || iterations > MAX_MAC_ITERATIONS) throw new Error("PKCS12: MAC iteration count out of range");
	return {
		authSafe: authSafeOctet.content,
		macHash,
		macSalt: salt.content,
		macDigest: digest.content,
		iterations
	};
}
function toBufferSource(data) {
	const copy = new Uint8Array(data.length);
	copy.set(data);
	return copy;
}
async function digest(hash, data) {
	return new Uint8Array(await globalThis.crypto.subtle.digest(hash.name, toBufferSource(data)));
}
function padToMultipleOf(src, blockSize) {
	if (src.length === 0) return /* @__PURE__ */ new Uint8Array(0);
	const padded = new Uint8Array(Math.ceil(src.length / blockSize) * blockSize);
	for (let i = 0; i < padded.length; i++) padded[i] = src[i % src.length];
	return padded;
}
function encodePasswordAsBmpString(password) {
	if (password.length === 0) return /* @__PURE__ */ new Uint8Array(0);
	const bytes = new Uint8Array(password.length * 2 + 2);
	for (let i = 0; i < password.length; i++) {
		const code = password.charCodeAt(i);
		bytes[i * 2] = code >> 8 & 255;
		bytes[i * 2 + 1] = code & 255;
	}
	return bytes;
}
/**
* PKCS#12 key derivation (RFC 7292 Appendix B.2) for deriving the MAC key.
*
* Specialized for the case where the desired key length is at most the
* hash output size (which is always true for HMAC keys here: 20 bytes for
* SHA-1, 32 bytes for SHA-256). In that case only a single block A[1] is
* produced, so the iterative I-update loop from the spec is unnecessary.
*/
async function deriveMacKey(hash, password, salt, iterations) {
	const v = hash.blockSize;
	const u = hash.outputSize;
	const D = new Uint8Array(v).fill(3);
	const P = padToMultipleOf(encodePasswordAsBmpString(password), v);
	const S = padToMultipleOf(salt, v);
	const DI = new Uint8Array(D.length + S.length + P.length);
	DI.set(D, 0);
	DI.set(S, D.length);
	DI.set(P, D.length + S.length);
	let A = await digest(hash, DI);
	for (let i = 1; i < iterations; i++) A = await digest(hash, A);
	return A.subarray(0, u);
}
/**
* Verify a PKCS#12 PFX MAC using the supplied password.
*
* Returns `true` only when the file is a well-formed PKCS#12 v3 structure
* with an unencrypted `data` authSafe, a recognized MAC digest algorithm
* (SHA-1/256/384/512), and a MAC that matches the password. Any structural
* or algorithmic mismatch yields `false`.
*/
async function verifyPkcs12Mac(pfxBytes, password) {
	let parsed;
	try {
		parsed = parsePkcs12(pfxBytes);
	} catch {
		return false;
	}
	try {
		const key = await deriveMacKey(parsed.macHash, password, parsed.macSalt, parsed.iterations);
		const cryptoKey = await globalThis.crypto.subtle.importKey("raw", toBufferSource(key), {
			name: "HMAC",
			hash: parsed.macHash.name
		}, false, ["sign"]);
		return bytesEqual(new Uint8Array(await globalThis.crypto.subtle.sign("HMAC", cryptoKey, toBufferSource(parsed.authSafe))), parsed.macDigest);
	} catch {
		return false;
	}
}
const GCP_SERVICE_ACCOUNT_P12_PASSWORD = "notasecret";
async function reportIfFoundPrivateKeyP12Format({ source, context, t }) {
	if (!source.filePath) return;
	try {
		const fs = await import("node:fs");
		const path = await import("node:path");
		if (!await verifyPkcs12Mac(new Uint8Array(fs.readFileSync(source.filePath)), GCP_SERVICE_ACCOUNT_P12_PASSWORD)) return;
		context.report({
			message: t("PrivateKeyP12", { FILE_NAME: path.basename(source.filePath) }),
			range: [0, source.content.length]
		});
	} catch {}
}
const messages$q = {
	PrivateKeyP12: {
		en: (props) => `found GCP Service Account's private key(p12): ${props.FILE_NAME}`,
		ja: (props) => `GCP\u30b5\u30fc\u30d3\u30b9\u30a2\u30ab\u30a6\u30f3\u30c8\u306e\u79d8\u5bc6\u9375(p12) ${props.FILE_NAME} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	PrivateKeyJSON: {
		en: (props) => `found GCP Service Account's private key(json): ${props.FILE_NAME}`,
		ja: (props) => `GCP\u30b5\u30fc\u30d3\u30b9\u30a2\u30ab\u30a6\u30f3\u30c8\u306e\u79d8\u5bc6\u9375(json): ${props.FILE_NAME} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
function reportIfFoundPrivateKeyJSONFormat({ source, context, t }) {
	try {
		const credentialObject = JSON.parse(source.content);
		if (!("private_key_id" in credentialObject && "private_key" in credentialObject && /-----BEGIN\s?(DSA|RSA|EC|PGP|OPENSSH)?\s?PRIVATE KEY/gm.test(credentialObject["private_key"]))) return;
		context.report({
			message: t("PrivateKeyJSON", { FILE_NAME: source.filePath ? path.basename(source.filePath) : "" }),
			range: [0, source.content.length]
		});
	} catch {}
}
const creator$r = {
	messages: messages$q,
	meta: {
		id: "@secretlint/secretlint-rule-gcp",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["all"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-gcp/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$q);
		options.allows;
		return { file(source) {
			if (source.ext === ".p12") return reportIfFoundPrivateKeyP12Format({
				source,
				context,
				t
			});
			else if (source.ext === ".json") return reportIfFoundPrivateKeyJSONFormat({
				source,
				context,
				t
			});
		} };
	}
};
const messages$p = {
	PackageJSON_xOauthToken: {
		en: (props) => `found GitHub Token: ${props.TOKEN}`,
		ja: (props) => `GitHub Token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	Npmrc_authToken: {
		en: (props) => `found npmrc authToken: ${props.TOKEN}`,
		ja: (props) => `npmrc authToken: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	NPM_ACCESS_TOKEN: {
		en: (props) => `found npm access token: ${props.TOKEN}`,
		ja: (props) => `npm access token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
function reportIfFoundXOauthGitHubToken({ source, options, context, t }) {
	const results = source.content.matchAll(/https?:\/\/(.{1,256}):x-oauth-basic@github.com\//g);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[1] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("PackageJSON_xOauthToken", { TOKEN: match }),
			range
		});
	}
}
function reportIfFound_AuthTokenInNpmrc({ source, options, context, t }) {
	const results = source.content.matchAll(/_authToken=([^$].*)/g);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[1] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("Npmrc_authToken", { TOKEN: match }),
			range
		});
	}
}
function reportIfFound_NPM_ACCESS_TOKEN({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<!\p{L})npm_[A-Za-z0-9_]{36}(?![A-Za-z0-9_])/gu);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("NPM_ACCESS_TOKEN", { TOKEN: match }),
			range
		});
	}
}
const isPackageFile = (filePath) => {
	if (!filePath) return true;
	return filePath.endsWith("package.json") || filePath.endsWith("package-lock.json");
};
const isNpmrc = (filePath) => {
	if (!filePath) return true;
	return filePath.endsWith(".npmrc");
};
const creator$q = {
	messages: messages$p,
	meta: {
		id: "@secretlint/secretlint-rule-npm",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-npm/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$p);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			if (isPackageFile(source.filePath)) reportIfFoundXOauthGitHubToken({
				source,
				options: normalizedOptions,
				context,
				t
			});
			else if (isNpmrc(source.filePath)) reportIfFound_AuthTokenInNpmrc({
				source,
				options: normalizedOptions,
				context,
				t
			});
			reportIfFound_NPM_ACCESS_TOKEN({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$o = {
	SLACK_TOKEN: {
		en: (props) => `found slack token: ${props.TOKEN}`,
		ja: (props) => `Slack\u30c8\u30fc\u30af\u30f3: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	IncomingWebhook: {
		en: (props) => `found Slack Incoming Webhook: ${props.URL}`,
		ja: (props) => `Slack\u306eIncoming Webhooks: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
function reportIfFoundRawPrivateKey$1({ source, options, context, t }) {
	const results = source.content.matchAll(/\b(?:xoxb|xoxp|xapp|xoxa|xoxo|xoxr)-(?:\d-)?(?:[a-zA-Z0-9]{1,40}-)+[a-zA-Z0-9]{1,40}\b/g);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("SLACK_TOKEN", { TOKEN: match }),
			range
		});
	}
}
/**
* Report if found Incoming Webhooks
* https://api.slack.com/messaging/webhooks
* @param source
* @param options
* @param context
* @param t
*/
function reportIfFoundIncomingWebhook({ source, options, context, t }) {
	const results = source.content.matchAll(/https:\/\/hooks\.slack\.com\/services\/T[a-zA-Z0-9]{1,40}\/B[a-zA-Z0-9]{1,40}\/[a-zA-Z0-9]{1,40}/gi);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("IncomingWebhook", { URL: match }),
			range
		});
	}
}
const creator$p = {
	messages: messages$o,
	meta: {
		id: "@secretlint/secretlint-rule-slack",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-slack/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$o);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundRawPrivateKey$1({
				source,
				options: normalizedOptions,
				context,
				t
			});
			reportIfFoundIncomingWebhook({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$n = { BasicAuth: {
	en: (props) => `found basic auth credential: ${props.CREDENTIAL}`,
	ja: (props) => `\u30d9\u30fc\u30b7\u30c3\u30af\u8a8d\u8a3c\u60c5\u5831: ${props.CREDENTIAL} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const BUILTIN_IGNORED_PATTERNS$1 = [
	"localhost",
	"127.0.0.1",
	"password",
	"mypassword",
	"myusername",
	"{password}",
	"${password}",
	"{{password}}",
	"{username}",
	"${username}",
	"{{username}}",
	"YOUR_PASSWORD",
	"YOUR_USERNAME",
	"REPLACE_WITH_PASSWORD",
	"REPLACE_WITH_USERNAME"
];
/**
* Check if the string contains variable-like patterns that indicate it's likely a template
*/
function isVariableLikeString$1(str) {
	return [
		/\$\{[^}]{1,50}\}/,
		/\{\{[^}]{1,50}\}\}/,
		/\{[^}]{1,50}\}/,
		/%[A-Z_]{1,30}%/,
		/\$[A-Z_]{1,30}/
	].some((pattern) => pattern.test(str));
}
/**
* Check if the username part looks like a real credential
*/
function isLikelyRealUsername(username) {
	if (username.length < 2) return false;
	if (isVariableLikeString$1(username)) return false;
	if (BUILTIN_IGNORED_PATTERNS$1.some((pattern) => username.toLowerCase().includes(pattern.toLowerCase()))) return false;
	return true;
}
/**
* Check if the password part looks like a real credential
*/
function isLikelyRealPassword(password) {
	if (password.length < 4) return false;
	if (isVariableLikeString$1(password)) return false;
	if (BUILTIN_IGNORED_PATTERNS$1.some((pattern) => password.toLowerCase().includes(pattern.toLowerCase()))) return false;
	if (/^(.)\1{3,}$/.test(password)) return false;
	return true;
}
function reportIfFoundBasicAuth({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<protocol>(?:https?|ftp|ftps)):\/\/(?<user>[-a-zA-Z0-9_]{1,256}):(?<password>[-a-zA-Z0-9_]{1,256})@[-a-zA-Z0-9%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b/g);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const username = result.groups?.user;
		const password = result.groups?.password;
		if (!username || !password) continue;
		if (!isLikelyRealUsername(username)) continue;
		if (!isLikelyRealPassword(password)) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("BasicAuth", { CREDENTIAL: match }),
			range
		});
	}
}
const creator$o = {
	messages: messages$n,
	meta: {
		id: "@secretlint/secretlint-rule-basicauth",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-basicauth/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$n);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundBasicAuth({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$m = { OPENAI_TOKEN: {
	en: (props) => `found OpenAI API token: ${props.TOKEN}`,
	ja: (props) => `OpenAI API \u30c8\u30fc\u30af\u30f3: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$n = {
	messages: messages$m,
	meta: {
		id: "@secretlint/secretlint-rule-openai",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-openai/README.md" }
	},
	create(context) {
		const t = context.createTranslator(messages$m);
		return { file(source) {
			const matches = source.content.matchAll(/sk-(?:proj|svcacct|admin)-(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})T3BlbkFJ(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})\b|sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}/g);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const range = [index, index + matchString.length];
				context.report({
					message: t("OPENAI_TOKEN", { TOKEN: matchString }),
					range
				});
			}
		} };
	}
};
const messages$l = { ANTHROPIC_API_KEY: {
	en: (props) => `found Anthropic Claude API key: ${props.KEY}`,
	ja: (props) => `Anthropic Claude API \u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$m = {
	messages: messages$l,
	meta: {
		id: "@secretlint/secretlint-rule-anthropic",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-anthropic/README.md" }
	},
	create(context) {
		const t = context.createTranslator(messages$l);
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})sk-ant-api0\d-[A-Za-z0-9_-]{90,128}AA(?![A-Za-z0-9_-])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const range = [index, index + matchString.length];
				context.report({
					message: t("ANTHROPIC_API_KEY", { KEY: matchString }),
					range
				});
			}
		} };
	}
};
const messages$k = { GROQ_API_KEY: {
	en: (props) => `found Groq API key: ${props.KEY}`,
	ja: (props) => `Groq API \u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$l = {
	messages: messages$k,
	meta: {
		id: "@secretlint/secretlint-rule-groq",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-groq/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$k);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})gsk_[a-zA-Z0-9]{52}(?![a-zA-Z0-9])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t("GROQ_API_KEY", { KEY: matchString }),
					range
				});
			}
		} };
	}
};
const messages$j = { HUGGINGFACE_USER_ACCESS_TOKEN: {
	en: (props) => `found Hugging Face User Access Token: ${props.TOKEN}`,
	ja: (props) => `Hugging Face User Access Token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$k = {
	messages: messages$j,
	meta: {
		id: "@secretlint/secretlint-rule-huggingface",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-huggingface/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$j);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})hf_[a-zA-Z]{34}(?![a-zA-Z])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t("HUGGINGFACE_USER_ACCESS_TOKEN", { TOKEN: matchString }),
					range
				});
			}
		} };
	}
};
const messages$i = { LINEAR_API_TOKEN: {
	en: (props) => `found linear api token: ${props.ID}`,
	ja: (props) => `linear api token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$j = {
	messages: messages$i,
	meta: {
		id: "@secretlint/secretlint-rule-linear",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-linear/README.md" }
	},
	create(context) {
		const t = context.createTranslator(messages$i);
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})lin_api_[a-zA-Z0-9_]{32,128}(?![a-zA-Z0-9_])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const range = [index, index + matchString.length];
				context.report({
					message: t("LINEAR_API_TOKEN", { ID: matchString }),
					range
				});
			}
		} };
	}
};
const messages$h = { NOTION_INTEGRATION_TOKEN: {
	en: (props) => `found Notion integration token: ${props.TOKEN}`,
	ja: (props) => `Notion integration \u30c8\u30fc\u30af\u30f3: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
function reportIfFoundToken({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<!\p{L})ntn_[0-9]{11}[A-Za-z0-9]{35}(?![A-Za-z0-9])/gu);
	for (const result of results) {
		const index = result.index ?? 0;
		const match = result[0] ?? "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("NOTION_INTEGRATION_TOKEN", { TOKEN: match }),
			range
		});
	}
}
const creator$i = {
	messages: messages$h,
	meta: {
		id: "@secretlint/secretlint-rule-notion",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-notion/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$h);
		const normalizedOptions = { allows: options.allows ?? [] };
		return { file(source) {
			reportIfFoundToken({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$g = { PrivateKey: {
	en: (props) => `found private key: ${props.KEY}`,
	ja: (props) => `\u79d8\u5bc6\u9375: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
/**
* Regular expression to detect private keys and extract Base64 content in one pass
* Based on https://docs.cribl.io/docs/regexesyml
* Captures the Base64 content (group 1) between BEGIN and END markers
*
* Length constraint {100,10000} (heuristic):
* - Minimum 100: Heuristically excludes short placeholders (smallest real key ECDSA-256 \u2248 288 chars)
* - Maximum 10000: Heuristically prevents catastrophic backtracking and extremely large inputs
*
* Character class [A-Za-z0-9+/=\s\\]:
* - Restricts to Base64 characters, whitespace, and backslash to prevent ReDoS attacks
* - Backslash included to handle JSON escape sequences (\n, \r, \t)
* - Fails fast on invalid characters, reducing backtracking complexity
*
* ReDoS mitigation:
* - Uses greedy quantifier (no ?) to reduce backtracking ambiguity
* - Simplified optional parts to minimize exponential complexity
* - Length limit ensures bounded execution time
*/
const PEM_CONTENT_PATTERN = /-----BEGIN[ ]?(?:(?:RSA|DSA|EC|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----\n?([A-Za-z0-9+/=\s\\]{100,10000})\n?-----END[ ]?(?:(?:RSA|DSA|EC|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----/gm;
/**
* Validate if the Base64 content is a real private key or a placeholder
* Based on Base64 validation approach without decoding
*
* References:
* - RFC 7468: Textual Encodings of PKIX, PKCS, and CMS Structures
*   https://tools.ietf.org/html/rfc7468
* - RFC 4648: The Base16, Base32, and Base64 Data Encodings
*   https://datatracker.ietf.org/doc/html/rfc4648
* - RFC 5208: PKCS #8: Private-Key Information Syntax v1.2
*   https://datatracker.ietf.org/doc/html/rfc5208
* - RFC 5958: Asymmetric Key Packages
*   https://datatracker.ietf.org/doc/html/rfc5958
* - RFC 3447: PKCS #1: RSA Cryptography Specifications v2.1
*   https://datatracker.ietf.org/doc/html/rfc3447
* - OpenSSH PROTOCOL.key
*   https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
*
* @param base64Content - The Base64-encoded key content (without PEM headers)
* @returns true if it's likely a real private key, false if it's a placeholder
*/
function validateBase64KeyContent(base64Content) {
	if (!/^[A-Za-z0-9+/]+=*$/.test(base64Content)) return false;
	if (base64Content.length < 100) return false;
	if (!/^(MI|b3BlbnNzaC1rZXktdjE)/.test(base64Content)) return false;
	return true;
}
function reportIfFoundRawPrivateKey({ source, options, context, t }) {
	const results = source.content.matchAll(PEM_CONTENT_PATTERN);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const base64Raw = result[1] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		if (!validateBase64KeyContent(base64Raw.replace(/\s|\\n/g, ""))) continue;
		context.report({
			message: t("PrivateKey", { KEY: match }),
			range
		});
	}
}
const creator$h = {
	messages: messages$g,
	meta: {
		id: "@secretlint/secretlint-rule-privatekey",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-privatekey/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$g);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundRawPrivateKey({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$f = { SENDGRID_KEY: {
	en: (props) => `found Sendgrid api key: ${props.KEY}`,
	ja: (props) => `Sendgrid API\u30ad\u30fc\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f\uff1a ${props.KEY}`
} };
function reportIfFoundKey$3({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<!\p{L})SG\.\w{1,128}\.\w{1,128}([-_]?)\w{1,128}(?!\w)/gu);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		if (match.length !== 69) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("SENDGRID_KEY", { KEY: match }),
			range
		});
	}
}
const creator$g = {
	messages: messages$f,
	meta: {
		id: "@secretlint/secretlint-rule-sendgrid",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-sendgrid/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$f);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundKey$3({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$e = { SHOPIFY_KEY: {
	en: (props) => `found Shopify api key: ${props.KEY}`,
	ja: (props) => `Shopify API\u30ad\u30fc\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f\uff1a ${props.KEY}`
} };
function reportIfFoundKey$2({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<!\p{L})(shppa|shpca|shpat|shpss)_[a-zA-Z0-9]{32,64}(?![a-zA-Z0-9])/gu);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("SHOPIFY_KEY", { KEY: match }),
			range
		});
	}
}
const creator$f = {
	messages: messages$e,
	meta: {
		id: "@secretlint/secretlint-rule-shopify",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-shopify/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$e);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundKey$2({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$d = {
	STRIPE_SECRET_KEY_LIVE: {
		en: (props) => `found Stripe Live Secret Key: ${props.KEY}`,
		ja: (props) => `Stripe Live Secret Key\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.KEY}`
	},
	STRIPE_SECRET_KEY_TEST: {
		en: (props) => `found Stripe Test Secret Key: ${props.KEY}`,
		ja: (props) => `Stripe Test Secret Key\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.KEY}`
	},
	STRIPE_RESTRICTED_KEY_LIVE: {
		en: (props) => `found Stripe Live Restricted Key: ${props.KEY}`,
		ja: (props) => `Stripe Live Restricted Key\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.KEY}`
	},
	STRIPE_RESTRICTED_KEY_TEST: {
		en: (props) => `found Stripe Test Restricted Key: ${props.KEY}`,
		ja: (props) => `Stripe Test Restricted Key\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.KEY}`
	}
};
const messageIdMap$1 = {
	sk_live: "STRIPE_SECRET_KEY_LIVE",
	sk_test: "STRIPE_SECRET_KEY_TEST",
	rk_live: "STRIPE_RESTRICTED_KEY_LIVE",
	rk_test: "STRIPE_RESTRICTED_KEY_TEST"
};
const STRIPE_KEY_PATTERN = /(?<!\p{L})(?<prefix>sk_live|sk_test|rk_live|rk_test)_[a-zA-Z0-9]{24,99}(?![a-zA-Z0-9])/gu;
function reportIfFound$2({ source, options, context, t }) {
	const results = source.content.matchAll(STRIPE_KEY_PATTERN);
	for (const result of results) {
		const index = result.index ?? 0;
		const match = result[0] ?? "";
		const prefix = result.groups?.["prefix"];
		if (!prefix) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t(messageIdMap$1[prefix], { KEY: match }),
			range
		});
	}
}
const creator$e = {
	messages: messages$d,
	meta: {
		id: "@secretlint/secretlint-rule-stripe",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-stripe/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$d);
		const normalizedOptions = { allows: options.allows ?? [] };
		return { file(source) {
			reportIfFound$2({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$c = { GITHUB_TOKEN: {
	en: (props) => `found GitHub Token(${props.typeName}): ${props.KEY}`,
	ja: (props) => `GitHub Token(${props.typeName})\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f\uff1a ${props.KEY}`
} };
const typeMap = /* @__PURE__ */ new Map([
	["ghp", "GitHub personal access tokens"],
	["gho", "OAuth access tokens"],
	["ghu", "GitHub user-to-server tokens"],
	["ghs", "GitHub server-to-server tokens"],
	["ghr", "refresh tokens"],
	["github_pat", "fine-grained personal access tokens"]
]);
function reportIfFoundKey$1({ pattern, source, options, context, t }) {
	const results = source.content.matchAll(pattern);
	for (const result of results) {
		const index = result.index || 0;
		const type = result.groups?.type;
		const typeName = typeMap.get(type);
		if (!typeName) throw new Error("Unknown type:" + typeName);
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("GITHUB_TOKEN", {
				KEY: match,
				typeName
			}),
			range
		});
	}
}
const creator$d = {
	messages: messages$c,
	meta: {
		id: "@secretlint/secretlint-rule-github",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-github/README.md" }
	},
	create(context, options) {
		const patterns = [
			/(?<!\p{L})(?<type>ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_]{36}(?![A-Za-z0-9_])/gu,
			/(?<!\p{L})(?<type>github_pat)_[A-Za-z0-9_]{82}(?![A-Za-z0-9_])/gu,
			/(?<!\p{L})(?<type>ghs)_[0-9]{1,20}_[A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{1,10000}\.[A-Za-z0-9_-]{1,1000}(?![A-Za-z0-9_-])/gu
		];
		const t = context.createTranslator(messages$c);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			for (const pattern of patterns) reportIfFoundKey$1({
				pattern,
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$b = { GITLAB_PERSONAL_ACCESS_TOKEN: {
	en: (props) => `found GitLab Personal Access Token: ${props.KEY}`,
	ja: (props) => `GitLab Personal Access Token\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.KEY}`
} };
function reportIfFoundKey({ pattern, source, options, context, t }) {
	const results = source.content.matchAll(pattern);
	for (const result of results) {
		const index = result.index ?? 0;
		const match = result[0] ?? "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("GITLAB_PERSONAL_ACCESS_TOKEN", { KEY: match }),
			range
		});
	}
}
const creator$c = {
	messages: messages$b,
	meta: {
		id: "@secretlint/secretlint-rule-gitlab",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-gitlab/README.md" }
	},
	create(context, options) {
		const patterns = [/(?<!\p{L})glpat-[A-Za-z0-9_-]{20,128}(?![A-Za-z0-9_-])/gu];
		const t = context.createTranslator(messages$b);
		const normalizedOptions = { allows: options.allows ?? [] };
		return { file(source) {
			for (const pattern of patterns) reportIfFoundKey({
				pattern,
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$a = {
	GRAFANA_CLOUD_API_TOKEN: {
		en: (props) => `found Grafana Cloud API token: ${props.TOKEN}`,
		ja: (props) => `Grafana Cloud API \u30c8\u30fc\u30af\u30f3: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	GRAFANA_SERVICE_ACCOUNT_TOKEN: {
		en: (props) => `found Grafana Service Account token: ${props.TOKEN}`,
		ja: (props) => `Grafana Service Account \u30c8\u30fc\u30af\u30f3: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
function reportIfFound$1({ pattern, messageId, source, options, context, t }) {
	const results = source.content.matchAll(pattern);
	for (const result of results) {
		const index = result.index ?? 0;
		const match = result[0] ?? "";
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		const range = [index, index + match.length];
		context.report({
			message: t(messageId, { TOKEN: match }),
			range
		});
	}
}
const creator$b = {
	messages: messages$a,
	meta: {
		id: "@secretlint/secretlint-rule-grafana",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-grafana/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$a);
		const normalizedOptions = { allows: options?.allows ?? [] };
		const GRAFANA_CLOUD_API_TOKEN_PATTERN = /(?<!\p{L})glc_[A-Za-z0-9+/]{32,400}={0,2}(?![A-Za-z0-9+/=])/gu;
		const GRAFANA_SERVICE_ACCOUNT_TOKEN_PATTERN = /(?<!\p{L})glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}(?![A-Fa-f0-9])/gu;
		return { file(source) {
			reportIfFound$1({
				pattern: GRAFANA_CLOUD_API_TOKEN_PATTERN,
				messageId: "GRAFANA_CLOUD_API_TOKEN",
				source,
				options: normalizedOptions,
				context,
				t
			});
			reportIfFound$1({
				pattern: GRAFANA_SERVICE_ACCOUNT_TOKEN_PATTERN,
				messageId: "GRAFANA_SERVICE_ACCOUNT_TOKEN",
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$9 = { OPS_TOKEN: {
	en: (props) => `found 1Password Service Account token: ${props.TOKEN}`,
	ja: (props) => `1Password Service Account: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const is1PasswordServiceAccountToken = (base64String) => {
	try {
		const jsonString = atob(base64String.replace(/-/g, "+").replace(/_/g, "/"));
		const json = JSON.parse(jsonString);
		return typeof json === "object" && json !== null;
	} catch (error) {
		return false;
	}
};
const creator$a = {
	messages: messages$9,
	meta: {
		id: "@secretlint/secretlint-rule-1password",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-1password/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$9);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})ops_(ey[A-Za-z0-9+/=]{100,1280}fQ={0,2})(?![A-Za-z0-9+/=])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const base64String = match[1] ?? "";
				if (!is1PasswordServiceAccountToken(base64String)) continue;
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t("OPS_TOKEN", { TOKEN: matchString }),
					range
				});
			}
		} };
	}
};
const messages$8 = {
	MongoDBConnection: {
		en: (props) => `found MongoDB connection string: ${props.URI}`,
		ja: (props) => `MongoDB\u63a5\u7d9a\u6587\u5b57\u5217: ${props.URI} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	MySQLConnection: {
		en: (props) => `found MySQL connection string: ${props.URI}`,
		ja: (props) => `MySQL\u63a5\u7d9a\u6587\u5b57\u5217: ${props.URI} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	PostgreSQLConnection: {
		en: (props) => `found PostgreSQL connection string: ${props.URI}`,
		ja: (props) => `PostgreSQL\u63a5\u7d9a\u6587\u5b57\u5217: ${props.URI} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
const BUILTIN_IGNORED_PATTERNS = [
	"localhost",
	"127.0.0.1",
	"example.com",
	"example.org",
	"test.com",
	"password",
	"username",
	"secret",
	"mypassword",
	"myusername",
	"root",
	"admin",
	"user",
	"pass",
	"{password}",
	"${password}",
	"{{password}}",
	"{username}",
	"${username}",
	"{{username}}",
	"YOUR_PASSWORD",
	"YOUR_USERNAME",
	"REPLACE_WITH_PASSWORD"
];
/**
* Check if the string contains variable-like patterns that indicate it's likely a template
*/
function isVariableLikeString(str) {
	return [
		/\$\{[^}]{1,50}\}/,
		/\{\{[^}]{1,50}\}\}/,
		/\{[^}]{1,50}\}/,
		/%[A-Z_]{1,30}%/,
		/\$[A-Z_]{1,30}/,
		/\$\([^)]{1,50}\)/
	].some((pattern) => pattern.test(str));
}
/**
* Check if the username and password look like real credentials
*/
function isLikelyRealCredential(username, password) {
	if (username === password) return false;
	if (password.length < 4) return false;
	if (isVariableLikeString(password)) return false;
	const passwordLower = password.toLowerCase();
	if (BUILTIN_IGNORED_PATTERNS.some((pattern) => passwordLower === pattern.toLowerCase())) return false;
	if (/^(.)\1{3,}$/.test(password)) return false;
	return true;
}
function reportMongoDBConnectionString({ source, options, context, t }) {
	const results = source.content.matchAll(/mongodb(?:\+srv)?:\/\/(?:(?<username>[^:\/\s]{1,100}):(?<password>[^@\/\s]{1,200})@)?(?<host>[^\/\s?]{1,100})(?:\/(?<database>[^?\s]{0,100}))?(?:\?(?<options>[^\s]{0,500}))?/gi);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const username = result.groups?.username;
		const password = result.groups?.password;
		if (!username || !password) continue;
		if (!isLikelyRealCredential(username, password)) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("MongoDBConnection", { URI: match }),
			range
		});
	}
}
function reportMySQLConnectionString({ source, options, context, t }) {
	const results = source.content.matchAll(/(?:jdbc:)?mysql(?:x)?:\/\/(?:(?<username>[^:\/\s]{1,100}):(?<password>[^@\/\s]{1,200})@)?(?<host>[^\/\s?]{1,100})(?:\/(?<database>[^?\s]{0,100}))?(?:\?(?<options>[^\s]{0,500}))?/gi);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const username = result.groups?.username;
		const password = result.groups?.password;
		if (!username || !password) continue;
		if (!isLikelyRealCredential(username, password)) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("MySQLConnection", { URI: match }),
			range
		});
	}
}
function reportPostgreSQLConnectionString({ source, options, context, t }) {
	const results = source.content.matchAll(/postgres(?:ql)?:\/\/(?:(?<username>[^:\/\s]{1,100}):(?<password>[^@\/\s]{1,200})@)?(?<host>[^\/\s?]{1,100})(?:\/(?<database>[^?\s]{0,100}))?(?:\?(?<options>[^\s]{0,500}))?/gi);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const username = result.groups?.username;
		const password = result.groups?.password;
		if (!username || !password) continue;
		if (!isLikelyRealCredential(username, password)) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("PostgreSQLConnection", { URI: match }),
			range
		});
	}
}
const creator$9 = {
	messages: messages$8,
	meta: {
		id: "@secretlint/secretlint-rule-database-connection-string",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-database-connection-string/README.md" }
	},
	create(context, options) {
		const normalizedOptions = { allows: options.allows || [] };
		const t = context.createTranslator(messages$8);
		return { file(source) {
			reportMongoDBConnectionString({
				source,
				options: normalizedOptions,
				context,
				t
			});
			reportMySQLConnectionString({
				source,
				options: normalizedOptions,
				context,
				t
			});
			reportPostgreSQLConnectionString({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$7 = {
	HASHICORP_VAULT_SERVICE_TOKEN: {
		en: (props) => `found HashiCorp Vault service token: ${props.TOKEN}`,
		ja: (props) => `HashiCorp Vault service token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	HASHICORP_VAULT_BATCH_TOKEN: {
		en: (props) => `found HashiCorp Vault batch token: ${props.TOKEN}`,
		ja: (props) => `HashiCorp Vault batch token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	HASHICORP_VAULT_RECOVERY_TOKEN: {
		en: (props) => `found HashiCorp Vault recovery token: ${props.TOKEN}`,
		ja: (props) => `HashiCorp Vault recovery token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
const serviceTokenPattern = /(?<!\p{L})hvs\.[A-Za-z0-9_-]{90,120}(?![A-Za-z0-9_-])/gu;
const batchTokenPattern = /(?<!\p{L})hvb\.[A-Za-z0-9_-]{138,300}(?![A-Za-z0-9_-])/gu;
const recoveryTokenPattern = /(?<!\p{L})hvr\.[A-Za-z0-9_-]{90,120}(?![A-Za-z0-9_-])/gu;
const creator$8 = {
	messages: messages$7,
	meta: {
		id: "@secretlint/secretlint-rule-hashicorp-vault",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-hashicorp-vault/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$7);
		const normalizedOptions = { allows: options?.allows ?? [] };
		const reportMatches = (source, pattern, messageId) => {
			const matches = source.content.matchAll(pattern);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t(messageId, { TOKEN: matchString }),
					range
				});
			}
		};
		return { file(source) {
			reportMatches(source, serviceTokenPattern, "HASHICORP_VAULT_SERVICE_TOKEN");
			reportMatches(source, batchTokenPattern, "HASHICORP_VAULT_BATCH_TOKEN");
			reportMatches(source, recoveryTokenPattern, "HASHICORP_VAULT_RECOVERY_TOKEN");
		} };
	}
};
const messages$6 = {
	VERCEL_PERSONAL_ACCESS_TOKEN: {
		en: (props) => `found Vercel personal access token: ${props.ID}`,
		ja: (props) => `Vercel personal access token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	VERCEL_INTEGRATION_TOKEN: {
		en: (props) => `found Vercel integration token: ${props.ID}`,
		ja: (props) => `Vercel integration token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	VERCEL_APP_ACCESS_TOKEN: {
		en: (props) => `found Vercel app access token: ${props.ID}`,
		ja: (props) => `Vercel app access token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	VERCEL_APP_REFRESH_TOKEN: {
		en: (props) => `found Vercel app refresh token: ${props.ID}`,
		ja: (props) => `Vercel app refresh token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	VERCEL_AI_GATEWAY_API_KEY: {
		en: (props) => `found Vercel AI Gateway API key: ${props.ID}`,
		ja: (props) => `Vercel AI Gateway API key: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
const prefixToMessageId = {
	vcp: "VERCEL_PERSONAL_ACCESS_TOKEN",
	vci: "VERCEL_INTEGRATION_TOKEN",
	vca: "VERCEL_APP_ACCESS_TOKEN",
	vcr: "VERCEL_APP_REFRESH_TOKEN",
	vck: "VERCEL_AI_GATEWAY_API_KEY"
};
const creator$7 = {
	messages: messages$6,
	meta: {
		id: "@secretlint/secretlint-rule-vercel",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-vercel/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$6);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})(?<prefix>vcp|vci|vca|vcr|vck)_[A-Za-z0-9]{20,60}(?![A-Za-z0-9])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const prefix = match.groups?.prefix;
				const messageId = prefixToMessageId[prefix];
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t(messageId, { ID: matchString }),
					range
				});
			}
		} };
	}
};
const messages$5 = { DATABRICKS_PERSONAL_ACCESS_TOKEN: {
	en: (props) => `found Databricks personal access token: ${props.ID}`,
	ja: (props) => `Databricks personal access token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$6 = {
	messages: messages$5,
	meta: {
		id: "@secretlint/secretlint-rule-databricks",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-databricks/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$5);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})dapi[A-Fa-f0-9]{32}(?:-[0-9])?(?![A-Fa-f0-9])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t("DATABRICKS_PERSONAL_ACCESS_TOKEN", { ID: matchString }),
					range
				});
			}
		} };
	}
};
const messages$4 = { DOCKER_PERSONAL_ACCESS_TOKEN: {
	en: (props) => `found Docker Personal Access Token: ${props.TOKEN}`,
	ja: (props) => `Docker Personal Access Token: ${props.TOKEN} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
function reportIfFoundDockerPAT({ source, options, context, t }) {
	const results = source.content.matchAll(/(?<!\p{L})dckr_pat_[a-zA-Z0-9_-]{27}(?![a-zA-Z0-9_-])/gu);
	for (const result of results) {
		const index = result.index || 0;
		const match = result[0] || "";
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t("DOCKER_PERSONAL_ACCESS_TOKEN", { TOKEN: match }),
			range
		});
	}
}
const creator$5 = {
	messages: messages$4,
	meta: {
		id: "@secretlint/secretlint-rule-docker",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-docker/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$4);
		const normalizedOptions = { allows: options.allows || [] };
		return { file(source) {
			reportIfFoundDockerPAT({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$3 = { FIGMA_PERSONAL_ACCESS_TOKEN: {
	en: (props) => `found Figma Personal Access Token: ${props.ID}`,
	ja: (props) => `Figma Personal Access Token: ${props.ID} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
} };
const creator$4 = {
	messages: messages$3,
	meta: {
		id: "@secretlint/secretlint-rule-figma",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-figma/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$3);
		const normalizedOptions = { allows: options?.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})figd_[A-Za-z0-9_-]{40,200}(?![A-Za-z0-9_-])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const range = [index, index + matchString.length];
				context.report({
					message: t("FIGMA_PERSONAL_ACCESS_TOKEN", { ID: matchString }),
					range
				});
			}
		} };
	}
};
const messages$2 = {
	CLOUDFLARE_GLOBAL_API_KEY: {
		en: (props) => `found Cloudflare Global API Key: ${props.TOKEN}`,
		ja: (props) => `Cloudflare Global API Key\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.TOKEN}`
	},
	CLOUDFLARE_USER_API_TOKEN: {
		en: (props) => `found Cloudflare User API Token: ${props.TOKEN}`,
		ja: (props) => `Cloudflare User API Token\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.TOKEN}`
	},
	CLOUDFLARE_ACCOUNT_API_TOKEN: {
		en: (props) => `found Cloudflare Account API Token: ${props.TOKEN}`,
		ja: (props) => `Cloudflare Account API Token\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f: ${props.TOKEN}`
	}
};
const messageIdMap = {
	cfk: "CLOUDFLARE_GLOBAL_API_KEY",
	cfut: "CLOUDFLARE_USER_API_TOKEN",
	cfat: "CLOUDFLARE_ACCOUNT_API_TOKEN"
};
const CLOUDFLARE_TOKEN_PATTERN = /(?<!\p{L})(?<prefix>cfk|cfut|cfat)_[A-Za-z0-9]{40}[0-9a-f]{8}(?![A-Za-z0-9])/gu;
function reportIfFound({ source, options, context, t }) {
	const results = source.content.matchAll(CLOUDFLARE_TOKEN_PATTERN);
	for (const result of results) {
		const index = result.index ?? 0;
		const match = result[0] ?? "";
		const prefix = result.groups?.["prefix"];
		if (!prefix) continue;
		const range = [index, index + match.length];
		if (regexpStringMatcherExports.matchPatterns(match, options.allows).length > 0) continue;
		context.report({
			message: t(messageIdMap[prefix], { TOKEN: match }),
			range
		});
	}
}
const creator$3 = {
	messages: messages$2,
	meta: {
		id: "@secretlint/secretlint-rule-cloudflare",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-cloudflare/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$2);
		const normalizedOptions = { allows: options.allows ?? [] };
		return { file(source) {
			reportIfFound({
				source,
				options: normalizedOptions,
				context,
				t
			});
		} };
	}
};
const messages$1 = {
	TAILSCALE_API_KEY: {
		en: (props) => `found Tailscale API access token: ${props.KEY}`,
		ja: (props) => `Tailscale API \u30a2\u30af\u30bb\u30b9\u30c8\u30fc\u30af\u30f3: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	TAILSCALE_AUTH_KEY: {
		en: (props) => `found Tailscale pre-authentication key: ${props.KEY}`,
		ja: (props) => `Tailscale \u4e8b\u524d\u8a8d\u8a3c\u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	TAILSCALE_CLIENT_KEY: {
		en: (props) => `found Tailscale OAuth client key: ${props.KEY}`,
		ja: (props) => `Tailscale OAuth \u30af\u30e9\u30a4\u30a2\u30f3\u30c8\u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	TAILSCALE_SCIM_KEY: {
		en: (props) => `found Tailscale SCIM key: ${props.KEY}`,
		ja: (props) => `Tailscale SCIM \u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	TAILSCALE_WEBHOOK_KEY: {
		en: (props) => `found Tailscale webhook key: ${props.KEY}`,
		ja: (props) => `Tailscale Webhook \u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	},
	TAILSCALE_KEY: {
		en: (props) => `found Tailscale key: ${props.KEY}`,
		ja: (props) => `Tailscale \u30ad\u30fc: ${props.KEY} \u304c\u307f\u3064\u304b\u308a\u307e\u3057\u305f`
	}
};
const messageIdByType = {
	api: "TAILSCALE_API_KEY",
	auth: "TAILSCALE_AUTH_KEY",
	client: "TAILSCALE_CLIENT_KEY",
	scim: "TAILSCALE_SCIM_KEY",
	webhook: "TAILSCALE_WEBHOOK_KEY"
};
const creator$2 = {
	messages: messages$1,
	meta: {
		id: "@secretlint/secretlint-rule-tailscale",
		recommended: true,
		type: "scanner",
		supportedContentTypes: ["text"],
		docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-tailscale/README.md" }
	},
	create(context, options) {
		const t = context.createTranslator(messages$1);
		const normalizedOptions = { allows: options.allows ?? [] };
		return { file(source) {
			const matches = source.content.matchAll(/(?<!\p{L})tskey-(?<type>[a-z]{2,20})-[0-9A-Za-z_]{8,40}-[0-9A-Za-z_]{16,60}(?![0-9A-Za-z_])/gu);
			for (const match of matches) {
				const index = match.index ?? 0;
				const matchString = match[0] ?? "";
				const type = match.groups?.type ?? "";
				const range = [index, index + matchString.length];
				if (regexpStringMatcherExports.matchPatterns(matchString, normalizedOptions.allows).length > 0) continue;
				const messageId = messageIdByType[type] ?? "TAILSCALE_KEY";
				context.report({
					message: t(messageId, { KEY: matchString }),
					range
				});
			}
		} };
	}
};
const HTML_COMMENT_REGEXP = /(?<type>secretlint-(?:disable-next-line|disable-line|disable|enable))(?<options>.*)/g;
const parseComments = (source) => {
	const matches = source.content.matchAll(HTML_COMMENT_REGEXP);
	return Array.from(matches).map((match) => {
		const type = match.groups?.type;
		const index = match.index;
		if (type === "secretlint-disable-line") return {
			type,
			options: parseComment(match.groups?.options),
			line: source.indexToPosition(index).line
		};
		if (type === "secretlint-disable-next-line") return {
			type,
			options: parseComment(match.groups?.options),
			line: source.indexToPosition(index).line + 1
		};
		return {
			type,
			options: parseComment(match.groups?.options),
			index
		};
	});
};
/**
* Parses a config of values separated by comma.
*
* secretlint-disable a,b,c => ["a", "b", "c"]
* secretlint-disable -- comment\u3000=> []
*/
function parseComment(options) {
	if (!options) return [];
	const commentStart = options.indexOf("--");
	return (commentStart === -1 ? options : options.slice(0, commentStart)).split(/,/).map((arg) => arg.trim()).filter((arg) => arg !== "") ?? [];
}
var CommentState = class {
	source;
	reportingConfig;
	endIndex;
	constructor(source) {
		this.source = source;
		this.reportingConfig = [];
		this.endIndex = source.content.length;
	}
	getIgnoringMessages() {
		const isFilledMessage = (message) => {
			return message.startIndex !== null && message.endIndex !== null && message.ruleId !== null;
		};
		return this.reportingConfig.map((reporting) => {
			if (reporting.endIndex === null) reporting.endIndex = this.endIndex;
			return reporting;
		}).filter(isFilledMessage);
	}
	disableLine(lineNumber, rulesToDisable) {
		const reportingConfig = this.reportingConfig;
		const range = this.source.locationToRange({
			start: {
				line: lineNumber,
				column: 0
			},
			end: {
				line: lineNumber + 1,
				column: 0
			}
		});
		if (rulesToDisable.length) rulesToDisable.forEach((ruleId) => {
			reportingConfig.push({
				startIndex: range[0],
				endIndex: range[1] - 1,
				ruleId
			});
		});
		else reportingConfig.push({
			startIndex: range[0],
			endIndex: range[1] - 1,
			ruleId: "*"
		});
	}
	/**
	* Add data to reporting configuration to disable reporting for list of rules
	* starting from start location
	* @returns {void}
	*/
	disableReporting(startIndex, rulesToDisable) {
		const reportingConfig = this.reportingConfig;
		if (rulesToDisable.length) rulesToDisable.forEach(function(ruleId) {
			reportingConfig.push({
				startIndex,
				endIndex: null,
				ruleId
			});
		});
		else reportingConfig.push({
			startIndex,
			endIndex: null,
			ruleId: "*"
		});
	}
	/**
	* Add data to reporting configuration to enable reporting for list of rules
	* starting from start location
	*/
	enableReporting(endIndex, rulesToEnable) {
		const reportingConfig = this.reportingConfig;
		if (rulesToEnable.length) rulesToEnable.forEach(function(ruleId) {
			for (let i = reportingConfig.length - 1; i >= 0; i--) if (!reportingConfig[i].endIndex && reportingConfig[i].ruleId === ruleId) {
				reportingConfig[i].endIndex = endIndex;
				break;
			}
		});
		else {
			let prevStart;
			for (let i = reportingConfig.length - 1; i >= 0; i--) {
				if (prevStart && prevStart !== reportingConfig[i].startIndex) break;
				if (!reportingConfig[i].endIndex) {
					reportingConfig[i].endIndex = endIndex;
					prevStart = reportingConfig[i].startIndex;
				}
			}
		}
	}
};
const messages = { IGNORE_MESSAGE: { en: () => `disable by secretlint-disable comment` } };
const rules = [
	creator$s,
	creator$r,
	creator$h,
	creator$q,
	creator$o,
	creator$p,
	creator$g,
	creator$f,
	creator$e,
	creator$d,
	creator$c,
	creator$b,
	creator$n,
	creator$m,
	creator$l,
	creator$k,
	creator$j,
	creator$i,
	creator$a,
	creator$9,
	creator$8,
	creator$7,
	creator$6,
	creator$5,
	creator$4,
	creator$3,
	creator$2,
	{
		messages,
		meta: {
			id: "@secretlint/secretlint-rule-filter-comments",
			recommended: true,
			type: "scanner",
			supportedContentTypes: ["text"],
			docs: { url: "https://github.com/secretlint/secretlint/blob/master/packages/%40secretlint/secretlint-rule-filter-comments/README.md" }
		},
		create(context) {
			const t = context.createTranslator(messages);
			return { file(source) {
				const state = new CommentState(source);
				const comments = parseComments(source);
				for (const comment of comments) if (comment.type === "secretlint-disable") state.disableReporting(comment.index, comment.options);
				else if (comment.type === "secretlint-enable") state.enableReporting(comment.index, comment.options);
				else if (comment.type === "secretlint-disable-line") state.disableLine(comment.line, comment.options);
				else if (comment.type === "secretlint-disable-next-line") state.disableLine(comment.line, comment.options);
				state.getIgnoringMessages().forEach((message) => {
					context.ignore({
						message: t("IGNORE_MESSAGE"),
						range: [message.startIndex, message.endIndex],
						targetRuleId: message.ruleId
					});
				});
			} };
		}
	}
];

// src/rules/credentials/secretlint.ts
/** Rules of the preset that do not run here, and why. */
const leftOut$1 = /* @__PURE__ */ new Map([
	["privatekey", "the rule private-key decodes the body, and knows more kinds of key"],
	["gcp", "a service account's file is found by its private key; for a .p12 it opens the path on the disk"],
	["filter-comments", "what is judged must not be able to switch the judge off"]
]);
/** The value travels in the translation's properties, whatever the rule calls it. */
const valueKeys = [
	"KEY",
	"TOKEN",
	"ID",
	"URI",
	"URL",
	"CREDENTIAL"
];
function secretValue(data) {
	if (typeof data !== "object" || data === null) return null;
	const values = new Map(Object.entries(data));
	for (const key of valueKeys) {
		const value = values.get(key);
		if (typeof value === "string" && value !== "") return value;
	}
	return null;
}
/** Messages are ours; from the library's only the name and the properties are wanted. */
function createTranslator(_messages) {
	return (messageId, props) => ({
		message: "",
		messageId: String(messageId),
		data: props
	});
}
let reported = [];
const context = {
	sharedOptions: {},
	createTranslator,
	report: (descriptor) => {
		reported.push(descriptor);
	},
	ignore: () => {}
};
function notAsked() {
	throw new Error("a secretlint rule asks for positions, which the adapter does not know");
}
function sourceOf(content, filePath) {
	return {
		content,
		filePath,
		physicalFilePath: void 0,
		hasBOM: false,
		contentType: "text",
		ext: "",
		getFilePath: () => filePath,
		getPhysicalFilePath: () => void 0,
		locationToRange: notAsked,
		rangeToLocation: notAsked,
		positionToIndex: notAsked,
		indexToPosition: notAsked
	};
}
const handlers = new Map(rules.map((rule) => [rule.meta.id.slice(28), rule]).filter(([name]) => !leftOut$1.has(name)).map(([name, rule]) => [name, rule.create(context, {})]));
/** Names of the preset's rules that run here, without secretlint's prefix. */
const ruleNames = [...handlers.keys()];
/** Names of all rules of the preset, without secretlint's prefix. */
const presetNames = rules.map((rule) => rule.meta.id.slice(28));
/** Runs one of the preset's rules over a text as if it stood in a file of that name. */
function match(rule, text, filePath) {
	const handler = handlers.get(rule);
	if (handler === void 0) throw new RangeError(`secretlint's preset has no rule "${rule}"`);
	reported = [];
	handler.file?.(sourceOf(text, filePath));
	const found = [];
	for (const { message, range } of reported) {
		const value = secretValue(message.data);
		if (value !== null) found.push({
			kind: message.messageId,
			value,
			at: text.indexOf(value, range[0])
		});
	}
	return found;
}

// src/rules/credentials/wide-text.ts
/** Bytes between two looks. A text of as many characters, shorter than any token, has two of them in a row wherever it begins. */
const step = 16;
const lineFeed = Buffer.from("\n");
/**
* The text of two bytes a character in binary data (UTF-16 of either order, as in the strings of a Windows program), in ASCII with a
* line feed between two texts; null when there is none. Looks at every sixteenth byte, and closer only where a text can be.
*/
function wideText(content) {
	const found = [];
	for (let at = 0; at + step <= content.length; at += step) {
		const first = content[at] === 0 ? at + 1 : at;
		if (!areCharacters(content, first, at + step - 1)) continue;
		let [start, end] = [first, first];
		while (start >= 2 && isCharacter(content, start - 2)) start -= 2;
		while (isCharacter(content, end)) end += 2;
		found.push(narrow(content, start, end), lineFeed);
		if (isPrintable(content[end])) found.push(narrow(content, content[start - 1] === 0 ? start : start + 2, end + 2), lineFeed);
		at = Math.floor((end - 1) / step) * step;
	}
	return found.length === 0 ? null : Buffer.concat(found);
}
function areCharacters(content, from, to) {
	for (let at = from; at < to; at += 2) if (!isCharacter(content, at)) return false;
	return true;
}
/** One of ASCII, with a zero behind it. */
function isCharacter(content, at) {
	return content[at + 1] === 0 && isPrintable(content[at]);
}
function isPrintable(byte) {
	return byte !== void 0 && (byte >= 32 && byte < 127 || byte >= 9 && byte <= 13);
}
/** Every second byte. */
function narrow(content, start, end) {
	const text = Buffer.allocUnsafe(end - start >> 1);
	for (let index = 0; index < text.length; index++) text[index] = content[start + 2 * index] ?? 0;
	return text;
}

// src/rules/credentials/find-secrets.ts
/**
* The bytes as a text of the same length, so that an index is an offset. What is not ASCII becomes a character that
* is no letter, no space and part of no token: as Latin-1 the bytes of `\u4e2a` would be letters.
*/
function textOf$1(bytes, { start, end }) {
	return bytes.toString("latin1", start, end).replace(/[\x80-\xff]/g, "");
}
const written = /* @__PURE__ */ new Map([
	["n", "\n"],
	["r", "\r"],
	["t", "	"],
	["b", "\b"],
	["f", "\f"],
	["v", "\v"]
]);
/**
* The same text with the escapes of strings resolved and padded to their length: in a source map or a JSON string a
* token comes after `\n`, and to a pattern that `n` is a letter that belongs to it. What closes a word stays at it.
*/
function unescaped$1(text) {
	return text.replace(/\\{1,8}(?:u00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2}|[nrtbfv"'`])/g, (sequence, offset) => {
		const name = sequence.replace(/^\\+/, "");
		const character = name.length > 1 ? String.fromCharCode(Number.parseInt(name.slice(-2), 16)) : written.get(name) ?? name;
		return /\w/.test(text.charAt(offset - 1)) ? character.padEnd(sequence.length, " ") : character.padStart(sequence.length, " ");
	});
}
const url = /^[a-z0-9+:]{3,20}:\/\/([^:/\s]{0,256}):([^@/\s]{1,256})@([^\s/?#"'`<>\\,;)\]}|]*)/i;
/** Kinds that are said by the place and not by the token: another kind at the same place says it better. */
const general = /* @__PURE__ */ new Set([
	"BasicAuth",
	"PackageJSON_xOauthToken",
	"Npmrc_authToken",
	"MODEL_API_KEY"
]);
/** A host that is no example, for a name and a password that stand alone. */
const anyHost = "10.0.0.1";
/** Takes a match apart into the value that counts and the part to mask; null for what is no credential. */
function judge$3({ kind, value, at }) {
	if (kind === "BasicAuth" || kind.endsWith("Connection")) {
		const [whole, user, password, host] = url.exec(value) ?? [];
		if (whole === void 0 || user === void 0 || password === void 0) return null;
		if (password === "x-oauth-basic") return judge$3({
			kind: "PackageJSON_xOauthToken",
			value: user,
			at: at + whole.indexOf(user)
		});
		if (isPlaceholderUrl(user, password, host ?? "")) return null;
		return {
			kind,
			value: whole,
			mask: password,
			at
		};
	}
	if (kind === "ConnectionPassword") return isPlaceholderUrl("", value, anyHost) ? null : {
		kind,
		value,
		mask: value,
		at
	};
	if (kind === "BasicHeader" || kind === "RegistryLogin") {
		const [user = "", password = ""] = Buffer.from(value, "base64").toString("latin1").split(/:(.*)/, 2);
		return isPlaceholderUrl(user, password, anyHost) ? null : {
			kind,
			value,
			mask: value,
			at
		};
	}
	if (kind === "Npmrc_authToken") {
		const token = /^["']?([A-Za-z0-9_\-+/=.]{16,})/.exec(value)?.[1];
		if (token === void 0 || isPlaceholderToken(kind, token)) return null;
		return {
			kind,
			value: token,
			mask: token,
			at: at + value.indexOf(token)
		};
	}
	if (kind === "PackageJSON_xOauthToken") {
		const token = /[A-Za-z0-9_]{16,}$/.exec(value)?.[0];
		if (token === void 0 || isPlaceholderToken(kind, token)) return null;
		return {
			kind,
			value: token,
			mask: token,
			at: at + value.length - token.length
		};
	}
	if (kind === "IncomingWebhook") {
		const token = value.slice(value.lastIndexOf("/") + 1);
		return token.length < 16 || isPlaceholderToken(kind, token) ? null : {
			kind,
			value,
			mask: token,
			at
		};
	}
	return isPlaceholderToken(kind, value) ? null : {
		kind,
		value,
		mask: value,
		at
	};
}
function matchesIn(lead, text, path) {
	switch (lead.rule) {
		case "own": return matchOwn(lead.literal, text);
		case "context": return matchContext(lead.literal, text);
		case "issued": return matchIssued(lead.literal, text);
		default: return match(lead.rule, text, lead.readAs ?? path);
	}
}
/**
* Tokens in binary data, as it is and in the texts of two bytes a character: those that their issuer marks with a beginning of their
* own, because all else that is told by its surroundings is there by chance.
*/
function findTokens(bytes, path) {
	const wide = wideText(bytes);
	const own = secretsAt(marked(sightings(bytes).stretches), bytes, path);
	const others = wide === null ? [] : secretsAt(marked(sightings(wide).stretches), wide, path);
	const known = /* @__PURE__ */ new Set([...own.map(({ value }) => value), ...others.map(({ value }) => value.slice(0, -1))]);
	return [...own, ...others.filter(({ value }) => !known.has(value))];
}
function marked(stretches) {
	return new Map([...stretches].filter(([lead]) => isMark(lead)));
}
/** Every credential in a text file, in the order of the first places. */
function findSecrets(bytes, path) {
	return secretsAt(sightings(bytes).stretches, bytes, path);
}
function secretsAt(stretches, bytes, path) {
	if (stretches.size === 0) return [];
	const places = /* @__PURE__ */ new Map();
	for (const [lead, list] of stretches) for (const stretch of list) {
		const text = textOf$1(bytes, stretch);
		const plain = text.includes("\\") ? unescaped$1(text) : text;
		const found = matchesIn(lead, text, path);
		if (plain !== text) found.push(...matchesIn(lead, plain, path));
		for (const one of found) {
			const secret = judge$3(one);
			if (secret === null) continue;
			const at = stretch.start + secret.at;
			const known = places.get(secret.value);
			if (known === void 0) places.set(secret.value, {
				kind: secret.kind,
				mask: secret.mask,
				at: /* @__PURE__ */ new Set([at])
			});
			else {
				known.at.add(at);
				if (general.has(known.kind)) known.kind = secret.kind;
			}
		}
	}
	const secrets = [...places].map(([value, { kind, mask, at }]) => {
		let first = Number.POSITIVE_INFINITY;
		for (const place of at) first = Math.min(first, place);
		return {
			kind,
			name: kindName(kind, value),
			value,
			mask,
			at: first,
			count: at.size
		};
	});
	const particular = new Set(secrets.filter(({ kind }) => !general.has(kind)).map(({ value }) => value));
	return secrets.filter(({ kind, mask }) => kind !== "BasicAuth" || !particular.has(mask)).sort((one, other) => one.at - other.at);
}

// src/rules/credentials/der.ts
const integer = 2;
const octetString = 4;
const objectIdentifier = 6;
const sequence = 48;
/** Reads one element with a definite length that fits into the bytes, else null. */
function elementAt(bytes, at) {
	const tag = bytes[at];
	const first = bytes[at + 1];
	if (tag === void 0 || first === void 0) return null;
	let start = at + 2;
	let length = first;
	if (first >= 128) {
		const count = first - 128;
		if (count < 1 || count > 4 || start + count > bytes.length) return null;
		length = bytes.readUIntBE(start, count);
		start += count;
	}
	return start + length <= bytes.length ? {
		tag,
		start,
		end: start + length
	} : null;
}
/** Object identifiers of the algorithms in a PKCS#8 key, as their bytes in hex. */
const algorithms = /* @__PURE__ */ new Map([
	["2a864886f70d010101", "RSA"],
	["2a864886f70d01010a", "RSA-PSS"],
	["2a864886f70d010301", "Diffie-Hellman"],
	["2a8648ce380401", "DSA"],
	["2a8648ce3d0201", "EC"],
	["2b656e", "X25519"],
	["2b656f", "X448"],
	["2b6570", "Ed25519"],
	["2b6571", "Ed448"]
]);
/**
* Tells a private key by the structure of its DER, whatever label stood above it: PKCS#1 (RFC 8017 A.1.2), the
* traditional DSA form, SEC 1 (RFC 5915), PKCS#8 (RFC 5958) plain or encrypted. Null for everything else, for
* certificates and public keys, and for what is cut short.
*/
function keyInDer(bytes) {
	const outer = elementAt(bytes, 0);
	if (outer?.tag !== sequence) return null;
	const first = elementAt(bytes, outer.start);
	if (first === null || first.end > outer.end) return null;
	const second = elementAt(bytes, first.end);
	if (second === null || second.end > outer.end) return null;
	if (first.tag === sequence) return elementAt(bytes, first.start)?.tag === objectIdentifier && second.tag === octetString && second.end === outer.end && second.end - second.start >= 16 ? {
		name: "private key (PKCS#8)",
		encrypted: true
	} : null;
	if (first.tag !== integer || first.end - first.start !== 1) return null;
	const version = bytes[first.start];
	const third = elementAt(bytes, second.end);
	const length = second.end - second.start;
	if (version === 0 && second.tag === integer && length >= 32 && third?.tag === integer) {
		let integers = 2;
		for (let at = second.end; at < outer.end && integers < 10; integers++) {
			const element = elementAt(bytes, at);
			if (element === null) return null;
			at = element.end;
		}
		return {
			name: integers <= 6 ? "DSA private key" : "RSA private key (PKCS#1)",
			encrypted: false
		};
	}
	if (version === 1 && second.tag === octetString && length >= 16) return {
		name: "EC private key",
		encrypted: false
	};
	if (version !== void 0 && version <= 1 && second.tag === sequence && third?.tag === octetString) {
		const oid = elementAt(bytes, second.start);
		if (oid?.tag !== objectIdentifier) return null;
		const algorithm = algorithms.get(bytes.toString("hex", oid.start, oid.end));
		return {
			name: `${algorithm === void 0 ? "" : `${algorithm} `}private key (PKCS#8)`,
			encrypted: false
		};
	}
	return null;
}

// src/rules/credentials/jwk.ts
const beginning = /^kty\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["'](RSA|EC|OKP)\\{0,8}["']/;
const privatePart = /[{,\s"']d\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["']([A-Za-z0-9_-]{42,1500})\\{0,8}["']/;
/** Every private JWK carries its public part: a point, or a modulus. */
const publicPart = /[{,\s"'](?:x|n)\\{0,8}["']?\s{0,20}:\s{0,20}\\{0,8}["'][A-Za-z0-9_-]{42,1500}\\{0,8}["']/;
/** A JWK of RSA with 8,192 bits and all its numbers has about 6 KB. */
const longest$1 = 16384;
/**
* Private keys as JSON Web Keys, also in a JavaScript object or an escaped string: an object without inner objects
* that has `kty`, the private `d` and the public part. Symmetric keys (`oct`) are left alone: theirs is in every example.
* @see https://www.rfc-editor.org/rfc/rfc7517
*/
function jwkKeys(bytes, places) {
	const keys = [];
	let done = 0;
	for (const place of places) {
		if (place < done) continue;
		const type = beginning.exec(bytes.toString("latin1", place, place + 80))?.[1];
		if (type === void 0) continue;
		const floor = Math.max(done, place - longest$1);
		const open = bytes.subarray(floor, place).lastIndexOf("{");
		const close = bytes.subarray(place, place + longest$1).indexOf("}");
		done = place + (close === -1 ? longest$1 : close);
		if (open === -1 || close === -1) continue;
		const text = bytes.toString("latin1", floor + open, place + close + 1);
		const value = privatePart.exec(text)?.[1];
		if (value === void 0 || !publicPart.test(text)) continue;
		const name = `${type} private key (JSON Web Key)`;
		keys.push({
			name,
			encrypted: false,
			at: floor + open,
			bytes: Buffer.from(value, "base64url"),
			body: value
		});
	}
	return keys;
}

// src/rules/credentials/openpgp.ts
const secretKey = 5;
const secretSubkey = 7;
/** Start and end of the first packet's body. @see https://www.rfc-editor.org/rfc/rfc9580#section-4.2 */
function firstPacket(bytes) {
	const header = bytes[0];
	const first = bytes[1];
	if (header === void 0 || first === void 0 || (header & 128) === 0) return null;
	if ((header & 64) === 0) {
		const octets = [
			1,
			2,
			4
		][header & 3];
		if (octets === void 0 || bytes.length < 1 + octets) return null;
		const start = 1 + octets;
		return {
			tag: header >> 2 & 15,
			start,
			end: start + bytes.readUIntBE(1, octets)
		};
	}
	const tag = header & 63;
	if (first < 192) return {
		tag,
		start: 2,
		end: 2 + first
	};
	if (first < 224 && bytes.length >= 3) return {
		tag,
		start: 3,
		end: 3 + (first - 192 << 8) + bytes.readUInt8(2) + 192
	};
	if (first === 255 && bytes.length >= 6) return {
		tag,
		start: 6,
		end: 6 + bytes.readUInt32BE(2)
	};
	return null;
}
/** How many numbers the public part of a key has, by its algorithm. RFC 9580, section 9.1. */
const publicNumbers = /* @__PURE__ */ new Map([
	[1, 2],
	[2, 2],
	[3, 2],
	[16, 3],
	[17, 4]
]);
/** Algorithms whose public part begins with the curve's object identifier. */
const withCurve = /* @__PURE__ */ new Set([
	18,
	19,
	22
]);
function afterNumber(bytes, at) {
	return at + 2 <= bytes.length ? at + 2 + Math.ceil(bytes.readUInt16BE(at) / 8) : bytes.length;
}
/** Whether the secret part is encrypted: the octet after the public part is not zero. Null where the form is not known. */
function isEncrypted(bytes, start) {
	const version = bytes[start];
	if (version !== 4 && version !== 3) return null;
	const algorithmAt = start + (version === 4 ? 5 : 7);
	const algorithm = bytes[algorithmAt];
	if (algorithm === void 0) return null;
	let at = algorithmAt + 1;
	const numbers = publicNumbers.get(algorithm);
	if (numbers !== void 0) for (let index = 0; index < numbers; index++) at = afterNumber(bytes, at);
	else if (withCurve.has(algorithm)) {
		at = afterNumber(bytes, at + 1 + (bytes[at] ?? 0));
		if (algorithm === 18) at += 1 + (bytes[at] ?? 0);
	} else return null;
	const usage = bytes[at];
	return usage === void 0 ? null : usage !== 0;
}
/** Tells an OpenPGP secret key by its first packet, which must be there as a whole. */
function keyInOpenPgp(bytes) {
	const packet = firstPacket(bytes);
	if (packet === null || packet.end > bytes.length) return null;
	if (packet.tag !== secretKey && packet.tag !== secretSubkey) return null;
	const version = bytes[packet.start];
	if (version === void 0 || version < 2 || version > 6 || packet.end - packet.start < 32) return null;
	return {
		name: "PGP private key",
		encrypted: isEncrypted(bytes, packet.start) ?? false
	};
}
/** The same without armor around it, where chance could begin a file like a packet: version and algorithm must be known ones. */
function keyInBareOpenPgp(bytes) {
	const packet = firstPacket(bytes);
	return packet === null || isEncrypted(bytes, packet.start) === null ? null : keyInOpenPgp(bytes);
}

// src/rules/credentials/openssh.ts
const magic = Buffer.from("openssh-key-v1\0", "latin1");
/**
* Tells a private key in OpenSSH's own format.
* @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
*/
function keyInOpenSsh(bytes) {
	if (!bytes.subarray(0, magic.length).equals(magic)) return null;
	let at = magic.length;
	const next = () => {
		if (at + 4 > bytes.length) return null;
		const end = at + 4 + bytes.readUInt32BE(at);
		if (end > bytes.length) return null;
		const string = bytes.subarray(at + 4, end);
		at = end;
		return string;
	};
	const cipher = next();
	const derivation = next();
	const options = next();
	at += 4;
	const publicKey = next();
	const privateKeys = next();
	if (cipher === null || derivation === null || options === null || publicKey === null || privateKeys === null) return null;
	if (publicKey.length < 5 || privateKeys.length < 32) return null;
	const type = publicKey.toString("latin1", 4, 4 + Math.min(64, publicKey.readUInt32BE(0)));
	return {
		name: `OpenSSH private key${/^[\w@.-]{3,64}$/.test(type) ? ` (${type})` : ""}`,
		encrypted: cipher.toString("latin1") !== "none"
	};
}

// src/rules/credentials/key-blocks.ts
/** Longest body to look at. A key of RSA with 16,384 bits has 13 KB; a PGP block may hold many subkeys and a picture. */
const longestBody = 262144;
/** The escapes of a string literal, up to four times over, made the characters that they stand for. */
function unescaped(text) {
	return text.replace(/\\{1,8}(?:[rn]|u000[aAdD]|x0[aAdD]|\r?\n)/g, "\n").replace(/\\{1,8}t/g, " ").replace(/\\{1,8}(?:u002[bB]|x2[bB])/g, "+").replace(/\\{1,8}(["'`/])/g, "$1");
}
/**
* What a string literal and those joined to it hold, when the text begins inside of one that `opening` opened, a
* quotation mark behind so many backslashes. Ends at the first character outside that joins nothing.
*/
function joined(text, opening) {
	const parts = [];
	let closing = opening;
	let start = 0;
	let outside = false;
	let backslashes = 0;
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === "\\") {
			backslashes++;
			continue;
		}
		const quote = /["'`]/.test(character) ? "\\".repeat(Math.min(backslashes, 8)) + character : "";
		if (quote !== "" && (outside || quote === closing)) {
			if (!outside) parts.push(text.slice(start, at - backslashes));
			outside = !outside;
			closing = quote;
			start = at + 1;
		} else if (outside && !(backslashes > 0 ? /[nrt]/ : /[\s+,.()[\]]/).test(character)) return parts.join("\n");
		backslashes = 0;
	}
	if (!outside) parts.push(text.slice(start));
	return parts.join("\n");
}
/**
* The headers (RFC 1421, OpenPGP's armor) and the base64 text of a body, without indentation and the marks of a
* comment or a quotation. Ends at the first character that belongs to none of these, and at OpenPGP's checksum.
*/
function bodyOf(text) {
	const kept = [];
	let encrypted = false;
	for (const line of text.split(/\r\n|\r|\n/)) {
		const content = line.replace(/^[ \t]*(?:\/\/[ \t]|[*#>|])?[ \t]*/, "").trimEnd();
		if (content === "") continue;
		if (kept.length === 0) {
			const [header, name, value] = /^([A-Za-z][A-Za-z0-9-]{2,30}): ?(.*)$/.exec(content) ?? [];
			if (header !== void 0) {
				if (/^Proc-Type$/i.test(name ?? "") && /ENCRYPTED/.test(value ?? "")) encrypted = true;
				continue;
			}
		} else if (content.startsWith("=")) break;
		const base64 = /^[A-Za-z0-9+/= \t]*/.exec(content)?.[0] ?? "";
		kept.push(base64.replace(/[ \t]/g, ""));
		if (base64.length < content.length) break;
	}
	return {
		encrypted,
		bytes: Buffer.from(kept.join(""), "base64")
	};
}
/** `-----BEGIN \u2026 PRIVATE KEY-----`, and ssh.com's form with four dashes and spaces. */
const beginLine = /-{4,5} ?BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY( BLOCK)? ?-{4,5}$/;
const ssh2Magic = 1064303083;
function keyInArmor({ label, isBlock, quote }, raw) {
	const { encrypted, bytes } = bodyOf(unescaped(quote === void 0 ? raw : joined(raw, quote)));
	if (bytes.length < 32) return null;
	if (isBlock) {
		const kind = keyInOpenPgp(bytes);
		return kind === null ? null : {
			kind,
			bytes
		};
	}
	if (encrypted) return bytes.length >= 48 && bytes.length % 8 === 0 ? {
		kind: {
			name: `${label}private key`,
			encrypted: true
		},
		bytes
	} : null;
	if (label.startsWith("SSH2 ") && bytes.readUInt32BE(0) === ssh2Magic) return {
		kind: {
			name: "SSH2 private key",
			encrypted: label.includes("ENCRYPTED")
		},
		bytes
	};
	const kind = keyInDer(bytes) ?? keyInOpenSsh(bytes);
	return kind === null ? null : {
		kind,
		bytes
	};
}
function armoredKeys(bytes, places) {
	const keys = [];
	for (const place of places) {
		const lead = bytes.toString("latin1", Math.max(0, place - 60), place + 24);
		const headerEnd = /^PRIVATE KEY(?: BLOCK)? ?-{4,5}/.exec(lead.slice(Math.min(60, place)))?.[0].length;
		if (headerEnd === void 0) continue;
		const begin = beginLine.exec(lead.slice(0, Math.min(60, place) + headerEnd));
		if (begin === null) continue;
		const start = place + headerEnd;
		const region = bytes.subarray(start, start + longestBody);
		const stop = region.indexOf("----");
		const body = region.toString("latin1", 0, stop === -1 ? region.length : stop);
		const quote = /(\\{0,8}["'`])[ \t]*$/.exec(lead.slice(0, begin.index))?.[1];
		const found = keyInArmor({
			label: begin[1] ?? "",
			isBlock: begin[2] !== void 0,
			quote
		}, body);
		if (found === null) continue;
		const at = place + headerEnd - begin[0].length;
		keys.push({
			...found.kind,
			at,
			bytes: found.bytes,
			body: body.trim()
		});
	}
	return keys;
}
const puttyFile = /^PuTTY-User-Key-File-([123]): ([\w@.-]{3,64})\s{1,4}Encryption: ([\w-]{2,20})\s{1,4}Comment: [^\n]{0,1000}\n\s{0,2}Public-Lines: (\d{1,4})\s/;
/** @see https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html */
function puttyKeys(bytes, places) {
	const keys = [];
	for (const [index, place] of places.entries()) {
		const end = Math.min(bytes.length, place + 65536, places[index + 1] ?? bytes.length);
		const text = unescaped(bytes.toString("latin1", place, end));
		const [, version, algorithm, cipher] = puttyFile.exec(text) ?? [];
		const count = /\nPrivate-Lines: (\d{1,4})[\r\n]+/.exec(text);
		if (version === void 0 || algorithm === void 0 || count === null) continue;
		const lines = text.slice(count.index + count[0].length).split(/\r?\n+/, Number(count[1]));
		const body = lines.join("");
		const key = Buffer.from(body, "base64");
		if (!/^[A-Za-z0-9+/]{24,}={0,2}$/.test(body)) continue;
		const name = `PuTTY private key (version ${version}, ${algorithm})`;
		keys.push({
			name,
			encrypted: cipher !== "none",
			at: place,
			bytes: key,
			body: lines.join("\n")
		});
	}
	return keys;
}
/** Longest PEM text, in base64 once more, to look at. */
const longestWrapped = 65536;
/** Keys whose whole PEM text is in base64, as in a kubeconfig or an environment variable. */
function wrappedKeys(bytes, places) {
	const keys = [];
	let done = 0;
	for (const place of places) {
		if (place < done) continue;
		const text = bytes.toString("latin1", place, place + longestWrapped);
		const body = /^[A-Za-z0-9+/]*/.exec(text)?.[0] ?? "";
		done = place + body.length;
		const pem = Buffer.from(body, "base64");
		const inner = [];
		for (let at = pem.indexOf("PRIVATE KEY"); at !== -1; at = pem.indexOf("PRIVATE KEY", at + 11)) inner.push(at);
		const [first] = armoredKeys(pem, inner);
		if (first !== void 0) keys.push({
			...first,
			at: place,
			body
		});
	}
	return keys;
}
/** Every private key in a text file, in the order of their places. */
function findPrivateKeys(bytes) {
	const { keys } = sightings(bytes);
	if (keys.size === 0) return [];
	return [
		...armoredKeys(bytes, keys.get("PRIVATE KEY") ?? []),
		...puttyKeys(bytes, keys.get("PuTTY-User-Key-File-") ?? []),
		...jwkKeys(bytes, keys.get("kty") ?? []),
		...wrappedKeys(bytes, keys.get("LS0tLS1CRUdJTi") ?? [])
	].sort((one, other) => one.at - other.at);
}

// src/child-output.ts
/** Variables whose values nobody prints on purpose. */
const secretName = /token|password|passwd|secret|credential|_auth$|(?:^|_)key$/i;
/** A shorter value is a word that a text may well hold for another reason. */
const shortestValue = 8;
/** Credentials that are taken out one by one. Nobody prints as many by accident, and each costs a walk through the output. */
const mostHidden = 500;
/**
* What a child printed, without the credentials in it: values of this process's own secret variables, and whatever `secret` and
* `private-key` would find; those are told as well, because nobody has told the runner of them. A runner hides only what it was
* told to hide, and only in its log: a check run hides nothing.
*/
function withoutCredentials$1(lines, environment) {
	if (lines.length === 0) return {
		lines,
		found: []
	};
	const bytes = Buffer.from(lines.join("\n"));
	const found = /* @__PURE__ */ new Set([...findPrivateKeys(bytes).map(({ body }) => body), ...findSecrets(bytes, "output.txt").map(({ mask }) => mask)]);
	const given = Object.entries(environment).flatMap(([name, value = ""]) => secretName.test(name) && value.length >= shortestValue ? [value] : []);
	const hidden = [...found, ...given].flatMap((value) => value.split("\n")).map((part) => part.trim()).filter((part) => part.length >= shortestValue).toSorted((one, other) => other.length - one.length);
	if (hidden.length > mostHidden) return {
		lines: lines.map(() => "***"),
		found: [...found].slice(0, mostHidden)
	};
	return {
		lines: lines.map((line) => hidden.reduce((left, part) => left.replaceAll(part, "***"), line)),
		found: [...found]
	};
}
/** Shows whoever watches what a package manager and its scripts printed. */
function showOutput(title, printed, { env, observer }) {
	const { lines, found } = withoutCredentials$1(printed, env);
	for (const value of found) observer.mask(value);
	observer.output(title, lines);
}
/** The last lines of a child are repeated in every report, and nobody knows what it printed. */
function withoutCredentialsIn(failure, { env, observer }) {
	const { lines, found } = withoutCredentials$1([failure.message, ...failure.detail], env);
	for (const value of found) observer.mask(value);
	const [message = "", ...detail] = lines;
	return {
		...failure,
		message,
		detail
	};
}

// src/regular-file.ts
/** Without waiting for a writer, should it be a pipe. Windows has no such flag, and no such pipes among its files. */
const withoutWaiting = constants$2.O_RDONLY | (constants$2.O_NONBLOCK ?? 0);
/** What stands at a path is a pipe, a device or a folder. */
var NotRegular = class extends Error {};
/**
* Opens a regular file, also where a script may have put something else. Throws NotRegular, or what `openSync` throws. All here is
* synchronous: beside managers that keep every core at work, a turn of the thread pool costs far more than what is done in it.
*/
function openRegularFile(path) {
	const descriptor = openSync(path, withoutWaiting);
	try {
		const facts = fstatSync(descriptor);
		if (!facts.isFile()) throw new NotRegular(`${path} is not a regular file`);
		return {
			descriptor,
			size: facts.size
		};
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}
/** The text of a small regular file. Throws as `openRegularFile` does. */
function readRegularFile(path) {
	return wholeOf$1(openRegularFile(path)).toString("utf8");
}
/** All bytes of a small file, which is closed. */
function wholeOf$1({ descriptor }) {
	try {
		return readFileSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
/** Bytes read at a time. */
const largestPart = 262144;
/** A file part by part, and closed at the end. A part is valid until the next one. */
function* partsOf({ descriptor, size }) {
	try {
		const buffer = Buffer.allocUnsafe(Math.min(largestPart, size + 1));
		for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) yield buffer.subarray(0, length);
	} finally {
		closeSync(descriptor);
	}
}

// src/magic/reader.ts
/** Numbers and names out of a binary header. What lies beyond the end reads as zero, so that no header can make a reader fail. */
var Reader = class {
	bytes;
	littleEndian;
	constructor(bytes, littleEndian) {
		this.bytes = bytes;
		this.littleEndian = littleEndian;
	}
	u8(at) {
		return this.bytes[at] ?? 0;
	}
	u16(at) {
		if (!this.#holds(at, 2)) return 0;
		return this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
	}
	u32(at) {
		if (!this.#holds(at, 4)) return 0;
		return this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
	}
	/** Exact below 2^53; no offset in a file of half a gigabyte is larger. */
	u64(at) {
		const [low, high] = this.littleEndian ? [at, at + 4] : [at + 4, at];
		return this.u32(high) * 2 ** 32 + this.u32(low);
	}
	/** Latin-1 text up to the first NUL, of at most `most` bytes. */
	name(at, most) {
		const text = this.bytes.toString("latin1", at, at + most);
		const end = text.indexOf("\0");
		return end === -1 ? text : text.slice(0, end);
	}
	#holds(at, length) {
		return at >= 0 && at + length <= this.bytes.length;
	}
};
/** True when the bytes at `at` are those of the Latin-1 text. */
function hasText(bytes, at, text) {
	if (at < 0 || at + text.length > bytes.length) return false;
	for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
	return true;
}

// src/magic/tar.ts
/** Bytes of a header, and the unit of everything in a tar. */
const tarBlock = 512;
/** The header's checksum is right: the sum of its bytes with the checksum's own as spaces. No other format has that by chance. */
function isTar(bytes) {
	if (bytes.length < 512) return false;
	for (const end of [
		107,
		115,
		123
	]) if (bytes[end] !== 0 && bytes[end] !== 32) return false;
	return isHeader(bytes, 0);
}
function isHeader(bytes, at) {
	const written = octal$1(bytes, at + 148, 8);
	if (written === null || written === 0) return false;
	let sum = 256;
	for (let index = 0; index < 512; index++) if (index < 148 || index > 155) sum += bytes[at + index] ?? 0;
	if (sum === written) return true;
	for (let index = 0; index < 512; index++) if ((index < 148 || index > 155) && (bytes[at + index] ?? 0) > 127) sum -= 256;
	return sum === written;
}
/** The field of a header: octal digits, else binary ones, for which the highest bit of the first byte is set. */
function sizeField(bytes, at) {
	if (bytes[at] === 128 && areZeros$1(bytes, at + 1, at + 6)) return {
		value: bytes.readUIntBE(at + 6, 6),
		isPlain: true
	};
	const value = octal$1(bytes, at, 12);
	return value === null ? {
		value: 0,
		isPlain: areZeros$1(bytes, at, at + 12)
	} : {
		value,
		isPlain: isPlainOctal(bytes, at, 12)
	};
}
function areZeros$1(bytes, from, to) {
	for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
	return true;
}
/** The records of a PAX header; null when one is not well formed or says the same key again. */
function paxRecords(bytes) {
	const records = /* @__PURE__ */ new Map();
	for (let at = 0; at < bytes.length;) {
		const [start, digits = "", key = ""] = /^(\d{1,9}) ([^=\n]+)=/.exec(bytes.toString("latin1", at, at + 200)) ?? [];
		const end = at + Number(digits);
		if (start === void 0 || end > bytes.length || end <= at + start.length || bytes[end - 1] !== 10) return null;
		if (records.has(key)) return null;
		records.set(key, bytes.toString("utf8", at + start.length, end - 1));
		at = end;
	}
	return records;
}
/** What a PAX header says of the size of the next file; null when it says nothing. */
function paxSize(records) {
	const said = records === null ? "" : records.get("size");
	if (said === void 0) return null;
	const isPlain = /^\d{1,12}$/.test(said);
	return {
		value: isPlain ? Number(said) : 0,
		isPlain
	};
}
/**
* The files of a tar, read the lenient way: what some reader would see. The name may come from a PAX or GNU header, and a block
* that is no header is passed over, because some readers look behind the end. A last file without a name says that a size is no plain
* number or an extended header is not well formed, so that readers find other files behind it.
* @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
*/
function* tarMembers(bytes) {
	let longName = null;
	let extended = null;
	let isCertain = true;
	for (let at = 0; at + 512 <= bytes.length;) {
		if (bytes[at + 148] === 0 || !isHeader(bytes, at)) {
			if (longName !== null || extended !== null) isCertain = false;
			at += 512;
			continue;
		}
		const written = sizeField(bytes, at + 124);
		if (!written.isPlain || extended?.isPlain === false) isCertain = false;
		const size = extended?.isPlain === true ? extended.value : written.value;
		extended = null;
		const content = bytes.subarray(at + 512, at + 512 + size);
		const type = String.fromCharCode(bytes[at + 156] ?? 0);
		if (type === "L") longName = untilNul(content.toString("utf8"));
		else if (type === "x") {
			const records = paxRecords(content);
			longName = records === null ? anyPath(content.toString("utf8")) ?? longName : records.get("path") ?? longName;
			extended = paxSize(records);
		} else {
			const path = longName ?? headerName(bytes, at);
			longName = null;
			if (!/[1-6KgSDMVN]/.test(type) || size > 0) yield {
				path,
				size,
				content: content.length < size ? null : content
			};
			if (type === "g" && saysOfFiles(paxRecords(content))) isCertain = false;
		}
		at += 512 + Math.ceil(size / 512) * 512;
	}
	if (!isCertain || longName !== null || extended !== null) yield {
		path: "",
		size: 0,
		content: null
	};
}
function headerName(bytes, at) {
	const name = untilNul(bytes.toString("utf8", at, at + 100));
	const prefix = bytes.toString("latin1", at + 257, at + 263) === "ustar\0" ? untilNul(bytes.toString("utf8", at + 345, at + 500)) : "";
	return prefix === "" ? name : `${prefix}/${name}`;
}
function saysOfFiles(records) {
	return records === null || records.has("size") || records.has("path");
}
function anyPath(text) {
	return /(?:^|\n)\d{1,9} path=([^\n]*)\n/.exec(text)?.[1] ?? null;
}
function untilNul(text) {
	const end = text.indexOf("\0");
	return end === -1 ? text : text.slice(0, end);
}
/** The octal digits that a field begins with, behind spaces; null when there are none. Some readers mind what comes after them, others do not. */
function octal$1(bytes, at, length) {
	const [, digits] = /^ *([0-7]+)/.exec(bytes.toString("latin1", at, at + length)) ?? [];
	return digits === void 0 ? null : Number.parseInt(digits, 8);
}
/** Nothing but octal digits, with spaces or NULs around them. */
function isPlainOctal(bytes, at, length) {
	return /^ *[0-7]+[\0 ]*$/.test(bytes.toString("latin1", at, at + length));
}

// src/magic/archive.ts
const opaque = [
	[
		"7z\u00bc\u00af'",
		"a 7-Zip archive",
		false
	],
	[
		"Rar!\x07",
		"a RAR archive",
		false
	],
	[
		"MSCF\0\0\0\0",
		"a Windows cabinet",
		false
	],
	[
		"\u00ed\u00ab\u00ee\u00db",
		"an RPM package",
		false
	],
	[
		"!<arch>\ndebian-binary",
		"a Debian package",
		false
	],
	[
		"Cr24",
		"a Chrome extension",
		false
	],
	[
		"xar!",
		"a macOS installer package",
		false
	],
	[
		"\u00fd7zXZ\0",
		"an xz file",
		true
	],
	[
		"(\u00b5/\u00fd",
		"a Zstandard file",
		true
	],
	[
		"LZIP",
		"an lzip file",
		true
	],
	[
		"\u009d",
		"a file of `compress`",
		true
	]
];
const opaqueByFirstByte = /* @__PURE__ */ new Map();
for (const entry of opaque) {
	const first = entry[0].charCodeAt(0);
	opaqueByFirstByte.set(first, [...opaqueByFirstByte.get(first) ?? [], entry]);
}
/** Compressed bytes of which some are unpacked to see whether a tar begins there. */
const peeked = 4096;
/** Bytes that they may give; what one compressed byte gives, about a thousand, is far less. */
const mostPeeked = 65536;
/** What archive the bytes are; null when they are none. */
function archiveKind(bytes) {
	switch (bytes[0]) {
		case 31:
			if (bytes[1] === 139 && bytes[2] === 8) return startsWithTar(bytes) ? {
				format: "tar.gz",
				says: "a tar archive in gzip",
				single: false
			} : {
				format: "gzip",
				says: "a gzip file",
				single: true
			};
			break;
		case 80:
			if (hasText(bytes, 0, "PK") || hasText(bytes, 0, "PK")) return {
				format: "zip",
				says: "a zip archive",
				single: false
			};
			break;
		case 66:
			if (/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/.test(bytes.toString("latin1", 0, 10))) return {
				format: "opaque",
				says: "a bzip2 file",
				single: true
			};
			break;
		case 4: if (hasText(bytes, 0, "\0\0\0") && hasText(bytes, 16, "{\"files\":")) return {
			format: "opaque",
			says: "an Electron archive (asar)",
			single: false
		};
	}
	const opaques = opaqueByFirstByte.get(bytes[0] ?? -1);
	if (opaques !== void 0) {
		for (const [mark, says, single] of opaques) if (hasText(bytes, 0, mark)) return {
			format: "opaque",
			says,
			single
		};
	}
	if (bytes.length > 32769 && hasText(bytes, 32769, "CD001")) return {
		format: "opaque",
		says: "a disk image (ISO)",
		single: false
	};
	if (bytes[bytes.length - 512] === 107 && hasText(bytes, bytes.length - 512, "koly")) return {
		format: "opaque",
		says: "a disk image of macOS",
		single: false
	};
	return isTar(bytes) ? {
		format: "tar",
		says: "a tar archive",
		single: false
	} : null;
}
function startsWithTar(bytes) {
	try {
		return isTar(inflatedStart(bytes.subarray(0, peeked)));
	} catch {
		return false;
	}
}
/**
* The first bytes that a gzip file gives, a block of a tar if it has that many, and never more than `mostPeeked` inflated at once. zlib
* gives nothing where it stops at a limit, so that less and less of the file is tried until what it gives is below. Throws on a broken one.
*/
function inflatedStart(packed) {
	let [few, many] = [0, packed.length];
	for (let end = many;; end = Math.ceil((few + many) / 2)) {
		const given = inflated(packed.subarray(0, end));
		if (given !== null && (given.length >= 512 || end === many)) return given;
		if (given === null) many = end - 1;
		else few = end;
	}
}
/** Null when it is more than `mostPeeked` bytes. */
function inflated(packed) {
	try {
		return gunzipSync(packed, {
			finishFlush: constants$1.Z_SYNC_FLUSH,
			maxOutputLength: mostPeeked
		});
	} catch (error) {
		if (isTooLarge(error)) return null;
		throw error;
	}
}
/** What zlib throws where it would give more than it may. */
function isTooLarge(error) {
	return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

// src/tarball/breach.ts
/**
* Everything that lies outside the archive profile, and what is done about it.
*
* `refuse`: from here on it is in doubt where the next header lies, or what a reader would make of the rest, so there is no
* list of files to judge (could not judge). `report`: the blocks are certain, but readers disagree on what an entry is called
* or is, or bytes hide where no reader looks; an error of `unsafe-entry` that no policy can waive.
*
* The sentences follow the file's name (`refuse`; after a colon what to do, when it is not just packing again) or stand in a
* finding (`report`).
*/
const breaches = {
	"not-gzip": ["refuse", "is not gzip-compressed: give the .tgz that `npm pack` writes"],
	"gzip-header": ["refuse", "has a gzip header with parts that no packer writes"],
	"gzip-truncated": ["refuse", "is truncated, its compressed data ends too early: pack it again"],
	"gzip-trailing": ["refuse", "has more bytes after the end of its compressed data, which some package managers read and others do not"],
	"gzip-checksum": ["refuse", "is corrupt, its contents are not those that its gzip checksum was made of"],
	changed: ["refuse", "changed while it was read: make sure that nothing writes to it, and try again"],
	ratio: ["refuse", "unpacks to more than 100 times its size, as a decompression bomb does: leave the file that shrinks so well out"],
	"total-size": ["refuse", "unpacks to more than 4 GB, which no registry takes: leave files out"],
	"entry-size": ["refuse", "holds a file of more than 500 MB, which is too large to be judged: leave it out"],
	entries: ["refuse", "holds more than 250,000 entries, which are too many to be judged: leave files out"],
	"extension-size": ["refuse", "has an extended header of more than 64 KB: shorten the names of its files"],
	"not-tar": ["refuse", "is corrupt (Invalid tar header): give the .tgz that `npm pack` writes"],
	checksum: ["refuse", "is corrupt, a header has the wrong checksum, and some package managers skip such an entry"],
	magic: ["refuse", "has a header of a format other than ustar"],
	"header-size": ["refuse", "has a header whose size is not a plain octal number"],
	"empty-name": ["refuse", "has a header without a name, at which some package managers stop reading"],
	type: ["refuse", "has an entry of a type that package managers read differently"],
	"link-name": ["refuse", "has a link name on an entry that is no link, which makes npm read its content as headers"],
	"body-of-folder": ["refuse", "has a folder with content, which some package managers read as headers"],
	"body-of-link": ["refuse", "has a link or device with content, which some package managers read as headers"],
	"folder-or-file": ["refuse", "has a file with content whose name ends in `/`, a folder for some package managers"],
	pax: ["refuse", "has an extended header that is not well formed"],
	"pax-key": ["refuse", "has an extended header that sets more than path, size and time"],
	"pax-size": ["refuse", "has an extended header that sets another size than the header it belongs to"],
	"long-name": ["refuse", "has a long-name header that is not well formed"],
	"extension-order": ["refuse", "has extended headers in an order that package managers read differently"],
	"one-zero-block": ["refuse", "has a single empty block before its end, at which some package managers stop reading"],
	"after-the-end": ["refuse", "has data after its end mark"],
	"no-end": ["refuse", "is truncated, the archive has no end mark: pack it again"],
	"cut-body": ["refuse", "is truncated, the archive ends inside an entry: pack it again"],
	dialect: ["report", "has a header of another tar dialect than `ustar` version `00`, whose long names package managers read differently"],
	"old-type": ["report", "has an old or rare type flag for a file, which not every package manager takes for one"],
	"trailing-slash": ["report", "is an empty file whose name ends in `/`: a folder for some package managers"],
	"name-bytes": ["report", "has a name that is not UTF-8, which package managers spell differently"],
	"name-split": ["report", "has a name beyond ASCII in an extended header over 512 bytes, which npm may lose when a read ends inside a character"],
	"hidden-bytes": ["report", "has bytes hidden behind the end of a name or in an unused part of its header"],
	number: ["report", "has a header field (mode, owner or time) that is not a plain octal number"],
	padding: ["report", "has bytes hidden between its content and the next header"]
};
/** Ends the reading. The reader turns it into an UnreadableTarball with the file's name before the sentence. */
var Breach = class extends Error {
	breach;
	/** `path`: the entry concerned, when it has a name yet. Untrusted text. */
	constructor(breach, path = null) {
		const [what, todo = "pack it again with the package manager's own pack command"] = breaches[breach][1].split(": ");
		super(`${what}${path === null ? "" : ` (\`${path}\`)`}: ${todo}`);
		this.name = "Breach";
		this.breach = breach;
	}
};

// src/tarball/limits.ts
/**
* What one archive may ask of the machine. All of it is counted in bytes and entries, so that time is bounded too without a
* clock. The sentences are in breach.ts.
*/
const limits = {
	/** Unpacked to packed bytes, at any point of the reading. npm gives up at 1000; 17 is the highest of 63 real tarballs. */
	ratio: 100,
	/** Unpacked bytes for which any ratio is fine. */
	ratioFrom: 67108864,
	/** Unpacked bytes of the whole archive. */
	total: 4e9,
	/** Bytes of one entry: it is held in memory, and a string of Node ends a little above (536 million characters). */
	entry: 5e8,
	entries: 25e4,
	/** Bytes of one extended header. */
	extension: 65536
};

// src/tarball/gzip.ts
const TRAILER = 8;
const FIXED_HEADER = 10;
/** Longest header that is looked through for the end of that name. */
const LONGEST_HEADER = 4096;
/**
* The frame of a gzip file: header, one deflate stream, trailer, and nothing else. Node's own Gunzip reads on into a second
* member without a word and drops what follows the last one, so the deflate stream alone is given to zlib and the frame is
* read here.
* @see https://www.rfc-editor.org/rfc/rfc1952
*/
var GzipFrame = class {
	#size;
	#read = 0;
	/** Bytes of the header that have come; null once it is over. */
	#header = Buffer.alloc(0);
	#headerLength = 0;
	#trailer = Buffer.alloc(TRAILER);
	#inflated = 0;
	#crc = 0;
	/** `size`: bytes of the whole file. */
	constructor(size) {
		this.#size = size;
	}
	/** Takes the next bytes of the file and returns those of the deflate stream among them. */
	deflated(chunk) {
		const start = this.#read;
		this.#read += chunk.length;
		if (start === 0 && chunk.length > 0 && !startsLikeGzip(chunk)) throw new Breach("not-gzip");
		if (this.#read > this.#size) throw new Breach("changed");
		const trailerStart = Math.max(0, this.#size - TRAILER);
		if (this.#read > trailerStart) {
			const from = Math.max(0, trailerStart - start);
			chunk.copy(this.#trailer, start + from - trailerStart, from);
		}
		const data = chunk.subarray(0, Math.max(0, Math.min(chunk.length, trailerStart - start)));
		if (this.#header === null) return data;
		this.#header = Buffer.concat([this.#header, data]);
		const length = headerLength(this.#header);
		if (length === null) return Buffer.alloc(0);
		const rest = this.#header.subarray(length);
		this.#header = null;
		this.#headerLength = length;
		return rest;
	}
	/** What the trailer says of the unpacked size, in bytes, once the whole file was taken. A word that `finish` holds against the bytes. */
	get claimedSize() {
		return this.#trailer.readUInt32LE(4);
	}
	/** Takes the next unpacked bytes. `consumed`: bytes of the deflate stream that were read for all bytes so far. */
	inflated(chunk, consumed) {
		this.#inflated += chunk.length;
		this.#crc = crc32(chunk, this.#crc);
		if (this.#inflated > limits.total) throw new Breach("total-size");
		if (this.#inflated > limits.ratioFrom && this.#inflated > limits.ratio * consumed) throw new Breach("ratio");
	}
	/** Call when the deflate stream has ended; `consumed` are the bytes that it took. */
	finish(consumed) {
		if (this.#header !== null) throw new Breach("gzip-truncated");
		if (this.#headerLength + consumed < this.#size - TRAILER) throw new Breach("gzip-trailing");
		if (this.#read !== this.#size) throw new Breach("changed");
		if (this.#trailer.readUInt32LE(0) !== this.#crc || this.#trailer.readUInt32LE(4) !== this.#inflated) throw new Breach("gzip-checksum");
	}
};
function startsLikeGzip(bytes) {
	return bytes[0] === 31 && (bytes.length === 1 || bytes[1] === 139);
}
/** Length of the gzip header at the start of `bytes`; null when more bytes are needed to tell. */
function headerLength(bytes) {
	if (bytes.length < FIXED_HEADER) return null;
	const flags = bytes[3] ?? 0;
	if (bytes[2] !== 8 || (flags & -9) !== 0) throw new Breach("gzip-header");
	if (flags === 0) return FIXED_HEADER;
	const end = bytes.subarray(0, LONGEST_HEADER).indexOf(0, FIXED_HEADER);
	if (end !== -1) return end + 1;
	if (bytes.length >= LONGEST_HEADER) throw new Breach("gzip-header");
	return null;
}

// src/tarball/body.ts
/** Largest size that a header may claim before its body has come, in bytes. */
const BELIEVED = 268435456;
/** Bytes from the beginning on, once there is a body at all: most are smaller. */
const LEAST = 65536;
const none$2 = Buffer.alloc(0);
/**
* The one buffer that holds the body of an entry that comes in several pieces. It grows to the largest of them and is used again, so
* that memory follows the largest entry and not the sum of all.
*/
var Body = class {
	#buffer = none$2;
	#length = 0;
	/**
	* Starts a new body of about `expected` bytes. The last one's bytes are no longer valid. The expectation is a header's
	* word, so it is believed only up to a bound; memory that is never written costs nothing.
	*/
	empty(expected) {
		this.#length = 0;
		const size = Math.min(Math.max(expected, LEAST), BELIEVED);
		if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(size);
	}
	push(chunk) {
		const length = this.#length + chunk.byteLength;
		if (length > this.#buffer.length) {
			const grown = Buffer.allocUnsafe(Math.max(length, Math.ceil(this.#buffer.length * 1.5)));
			this.#buffer.copy(grown, 0, 0, this.#length);
			this.#buffer = grown;
		}
		this.#buffer.set(chunk, this.#length);
		this.#length = length;
	}
	/** The bytes so far, valid until the next `empty`. */
	get bytes() {
		return this.#buffer.subarray(0, this.#length);
	}
};

// src/tarball/extension.ts
const number = /^(?:0|[1-9]\d{0,15})$/;
const time = /^(?:0|[1-9]\d{0,11})(?:\.\d{1,9})?$/;
/** The keys that honest packers write (bun: hdrcharset), each with the values that every reader takes alike. */
const keys = /* @__PURE__ */ new Map([
	["path", /^[^\0\n\r]+$/],
	["size", number],
	["mtime", time],
	["atime", time],
	["ctime", time],
	["hdrcharset", /^(?:BINARY|ISO-IR 10646 2000 UTF-8)$/]
]);
/**
* Reads the body of a PAX header: `<length> <key>=<value>\n` and nothing else.
* @throws Breach for anything else: readers drop or bend what is not well formed, each in its own way.
* @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
*/
function readPax(body) {
	const values = /* @__PURE__ */ new Map();
	for (const [key, value] of records(body)) {
		const form = keys.get(key);
		if (form === void 0) throw new Breach("pax-key");
		if (values.has(key) || !form.test(value)) throw new Breach("pax");
		values.set(key, value);
	}
	const size = values.get("size");
	return {
		path: values.get("path") ?? null,
		size: size === void 0 ? null : Number(size),
		mayBeSplit: mayBeSplit(body)
	};
}
/** True for what `git archive` puts before everything: a global header with the commit's id as a comment. */
function isGitComment(body) {
	const found = [...records(body)];
	return found.length === 1 && found[0]?.[0] === "comment" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(found[0][1]);
}
function* records(body) {
	if (body.length === 0 || !isUtf8(body)) throw new Breach("pax");
	for (let at = 0; at < body.length;) {
		const [whole, length, key] = /^([1-9]\d{0,5}) ([^=\n]+)=/.exec(body.toString("utf8", at, at + 64)) ?? [];
		if (whole === void 0 || length === void 0 || key === void 0) throw new Breach("pax");
		const end = at + Number(length);
		if (end > body.length || end <= at + whole.length || body[end - 1] !== 10) throw new Breach("pax");
		yield [key, body.toString("utf8", at + whole.length, end - 1)];
		at = end;
	}
}
/** Reads the body of a GNU long-name header, which pnpm 12 writes: the name and NULs after it. */
function readLongName(body) {
	const end = body.indexOf(0);
	const name = body.subarray(0, end);
	if (!(end > 0 && body.subarray(end).every((byte) => byte === 0) && isUtf8(name)) || name.includes(10) || name.includes(13)) throw new Breach("long-name");
	return {
		path: name.toString("utf8"),
		size: null,
		mayBeSplit: mayBeSplit(body)
	};
}
function mayBeSplit(body) {
	return body.length > 512 && body.some((byte) => byte > 127);
}

// src/tarball/header.ts
const BLOCK = 512;
const zeros = Buffer.alloc(262144);
function areZeros(bytes) {
	if (bytes.length > 0 && bytes[0] !== 0) return false;
	for (let at = 0; at < bytes.length; at += zeros.length) {
		const part = bytes.subarray(at, at + zeros.length);
		if (!part.equals(zeros.subarray(0, part.length))) return false;
	}
	return true;
}
/** Magic and version. */
const ustar = "ustar\x0000";
const gnu = "ustar  \0";
const nothing$4 = [];
/**
* Reads a header block that is not empty. `isFirst` only chooses the sentence for a file that is no tar archive at all. Written for
* speed: an archive can hold little else than headers.
* @throws Breach when the size of the entry, or whether every reader takes the block for a header, is in doubt.
* @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
*/
function readHeader(block, isFirst) {
	if (octal(block, 148, 8) !== checksum(block)) throw new Breach(isFirst ? "not-tar" : "checksum");
	const nameEnd = endOf(block, 0, 100);
	if (nameEnd === 0) throw new Breach("empty-name");
	const size = octal(block, 124, 12);
	if (size === malformed) throw new Breach("header-size");
	const linkEnd = endOf(block, 157, 257);
	const prefixEnd = endOf(block, 345, 500);
	let odd = null;
	const add = (kind) => {
		odd ??= [];
		odd.push(kind);
	};
	const magic = block.toString("latin1", 257, 265);
	const isGnu = magic === gnu;
	if (magic !== ustar && !isGnu) {
		if (!magic.startsWith("ustar\0")) throw new Breach("magic");
		add("dialect");
	}
	const mode = octal(block, 100, 8);
	if (mode === malformed || !areUnframingNumbers(block)) add("number");
	if (!isZero(block, nameEnd, 100) || !isZero(block, linkEnd, 257) || !isTail(block, prefixEnd)) add("hidden-bytes");
	const name = block.toString("utf8", 0, nameEnd);
	const path = prefixEnd === 345 ? name : `${block.toString("utf8", 345, prefixEnd)}/${name}`;
	return {
		type: String.fromCharCode(block[156] ?? 0),
		path,
		isUtf8: !path.includes("\ufffd") || isUtf8(block.subarray(0, nameEnd)) && isUtf8(block.subarray(345, prefixEnd)),
		endsInSlash: block[nameEnd - 1] === 47,
		size,
		mode: Math.max(0, mode),
		linkTarget: linkEnd === 157 ? null : block.toString("utf8", 157, linkEnd),
		isGnu,
		oddities: odd ?? nothing$4
	};
}
/** Where the field's first NUL is, else its end. */
function endOf(block, offset, end) {
	let at = offset;
	while (at < end && block[at] !== 0) at++;
	return at;
}
/** For few bytes, where a view of them would cost more than the look. */
function isZero(bytes, offset, end) {
	for (let at = offset; at < end; at++) if (bytes[at] !== 0) return false;
	return true;
}
/**
* Nothing stands behind the prefix, or nothing but the times of access and change that star and older versions of node-tar put into its
* last bytes: every package of DefinitelyTyped has them. The byte before them ends the prefix for every reader.
* @see https://github.com/isaacs/node-tar/blob/main/src/header.ts
*/
function isTail(block, prefixEnd) {
	if (prefixEnd > 475 || block[476] === 0) return isZero(block, prefixEnd, 512);
	return isZero(block, prefixEnd, 476) && octal(block, 476, 12) !== malformed && octal(block, 488, 12) !== malformed && isZero(block, 500, 512);
}
/** Those that no reader frames by: uid, gid, mtime, devmajor, devminor. They may be left empty. */
function areUnframingNumbers(block) {
	return isNumberOrEmpty(block, 108, 8) && isNumberOrEmpty(block, 116, 8) && isNumberOrEmpty(block, 136, 12) && isNumberOrEmpty(block, 329, 8) && isNumberOrEmpty(block, 337, 8);
}
function isNumberOrEmpty(block, offset, length) {
	return block[offset] === 0 ? isZero(block, offset, offset + length) : octal(block, offset, length) !== malformed;
}
const malformed = -1;
/**
* Octal digits from the start of the field, then only NULs and spaces and at least one of them; else `malformed`. In this form alone
* do all readers see the same number: leading spaces, signs, base 256 and full fields are each read in several ways.
*/
function octal(block, offset, length) {
	const end = offset + length;
	let at = offset;
	let value = 0;
	for (; at < end; at++) {
		const digit = (block[at] ?? 0) - 48;
		if (digit < 0 || digit > 7) break;
		value = value * 8 + digit;
	}
	if (at === offset || at === end) return malformed;
	for (; at < end; at++) if (block[at] !== 0 && block[at] !== 32) return malformed;
	return value;
}
/** Sum of the block's bytes with its own field taken as spaces. */
function checksum(block) {
	let sum = 256;
	for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
	for (let at = 156; at < 512; at++) sum += block[at] ?? 0;
	return sum;
}

// src/tarball/profile.ts
/** Findings of one kind that are kept with their path; the rest is counted. */
const KEPT = 20;
const regular = /* @__PURE__ */ new Set([
	"0",
	"\0",
	"7"
]);
const withoutBody = /* @__PURE__ */ new Set([
	"1",
	"2",
	"3",
	"4",
	"6"
]);
const links = /* @__PURE__ */ new Set(["1", "2"]);
const empty = Buffer.alloc(0);
/**
* The strict archive profile, on the unpacked bytes as they pass: it walks the headers, hands out the entries, and stops at the first
* block that readers could take in more than one way. What it lets through has one reading only.
*
* Inside: ustar headers with a right checksum and plain octal numbers; type `0`, and `x` with well-formed path, size, times and
* charset; `5` without content (yarn 1), `L` (pnpm 12), a first `g` with a commit's id (git archive); content and zeros up to
* the next block; two empty blocks and then only zeros. See breach.ts for the rest.
*/
var Profile = class {
	#found = /* @__PURE__ */ new Map();
	#visit;
	#content = new Body();
	#entries = 0;
	#handedOut = 0;
	#isFirst = true;
	/** The beginning of a block whose end has not come. */
	#partial = null;
	/** The entry whose content is being read, and its size. */
	#entry = null;
	#body = 0;
	#padding = 0;
	#paddingIsOdd = false;
	#lastPath = null;
	/** The extended header whose body is being read. */
	#reading = null;
	/** What an extended header said of the entry that must follow. */
	#extension = null;
	#emptyBlocks = 0;
	/** Bytes behind the end mark. */
	#behindEnd = 0;
	constructor(visit) {
		this.#visit = visit;
	}
	/** Takes the next unpacked bytes. Throws Breach, or what the visit of an entry throws. */
	push(chunk) {
		let at = 0;
		while (at < chunk.length) {
			const left = chunk.length - at;
			if (this.#body > 0) {
				const length = Math.min(this.#body, left);
				this.#contentPart(chunk.subarray(at, at + length));
				at += length;
			} else if (this.#padding > 0) {
				const length = Math.min(this.#padding, left);
				if (!isZero(chunk, at, at + length)) this.#paddingIsOdd = true;
				this.#padding -= length;
				at += length;
			} else if (this.#emptyBlocks === 2) {
				if (!areZeros(chunk.subarray(at))) throw new Breach("after-the-end");
				at = chunk.length;
				this.#behindEnd += left;
			} else {
				const missing = 512 - (this.#partial?.length ?? 0);
				const part = chunk.subarray(at, at + missing);
				at += part.length;
				if (part.length < missing) this.#partial = Buffer.concat([this.#partial ?? Buffer.alloc(0), part]);
				else {
					const block = this.#partial === null ? part : Buffer.concat([this.#partial, part]);
					this.#partial = null;
					this.#block(block);
				}
			}
			if (this.#body === 0 && this.#padding === 0) this.#endOfEntry();
		}
	}
	/** Call after the last byte. Throws Breach when the archive is not at its end. */
	finish() {
		if (this.#isFirst && this.#partial === null && this.#emptyBlocks === 0) return;
		if (this.#body > 0 || this.#padding > 0 || this.#extension !== null) throw new Breach("cut-body");
		if (this.#emptyBlocks < 2 || this.#behindEnd % 512 !== 0) throw new Breach("no-end");
		if (this.#handedOut !== this.#entries) throw new Error(`Only ${this.#handedOut} of ${this.#entries} entries were handed out`);
	}
	irregularities() {
		return [...this.#found].flatMap(([kind, { paths, count }]) => paths.map((path, index) => {
			const others = index === paths.length - 1 ? count - paths.length : 0;
			return {
				kind,
				path,
				message: others === 0 ? breaches[kind][1] : `${breaches[kind][1]}, as have ${others} more entries`
			};
		}));
	}
	#block(block) {
		if (areZeros(block)) {
			if (this.#extension !== null) throw new Breach("extension-order");
			this.#emptyBlocks++;
			return;
		}
		if (this.#emptyBlocks > 0) throw new Breach("one-zero-block");
		const header = readHeader(block, this.#isFirst);
		if (header.type === "x" || header.type === "L" || header.type === "g") this.#extensionHeader(header);
		else this.#entryHeader(header);
		this.#isFirst = false;
		this.#body = header.size;
		this.#padding = (512 - header.size % 512) % 512;
	}
	#extensionHeader(header) {
		if (this.#extension !== null || header.type === "g" && !this.#isFirst) throw new Breach("extension-order");
		if (header.size > limits.extension) throw new Breach("extension-size");
		if (header.size === 0) throw new Breach(header.type === "L" ? "long-name" : "pax");
		if (header.linkTarget !== null) throw new Breach("link-name");
		const dialects = header.isGnu && header.type !== "L" ? ["dialect"] : [];
		this.#report([...header.oddities, ...dialects], null);
		this.#lastPath = null;
		this.#reading = {
			type: header.type,
			parts: []
		};
	}
	#entryHeader(header) {
		const { type, size, mode, linkTarget } = header;
		const extension = this.#extension;
		this.#extension = null;
		const path = extension?.path ?? header.path;
		const isFile = regular.has(type);
		if (++this.#entries > limits.entries) throw new Breach("entries");
		if (size > limits.entry) throw new Breach("entry-size", path);
		if (extension !== null && extension.size !== null && extension.size !== size) throw new Breach("pax-size", path);
		if (!isFile && type !== "5" && !withoutBody.has(type)) throw new Breach("type", path);
		if (linkTarget !== null && !links.has(type)) throw new Breach("link-name", path);
		if (size > 0 && type === "5") throw new Breach("body-of-folder", path);
		if (size > 0 && withoutBody.has(type)) throw new Breach("body-of-link", path);
		const endsInSlash = path.endsWith("/") || header.endsInSlash;
		if (isFile && endsInSlash && size > 0) throw new Breach("folder-or-file", path);
		if (header.oddities.length > 0) this.#report(header.oddities, path);
		if (header.isGnu) this.#report(["dialect"], path);
		if (isFile && type !== "0") this.#report(["old-type"], path);
		if (isFile && endsInSlash) this.#report(["trailing-slash"], path);
		if (extension === null || extension.path === null) {
			if (!header.isUtf8) this.#report(["name-bytes"], path);
		} else if (extension.mayBeSplit) this.#report(["name-split"], path);
		this.#lastPath = path;
		const entry = {
			path,
			type,
			mode,
			linkTarget
		};
		if (size === 0) this.#handOut(entry, empty);
		else this.#entry = {
			facts: entry,
			size
		};
	}
	/** The next bytes of the content of an entry or an extended header. */
	#contentPart(part) {
		const isFirst = this.#body === this.#entry?.size;
		this.#body -= part.length;
		if (this.#reading !== null) this.#reading.parts.push(Buffer.from(part));
		if (this.#entry === null) return;
		const isWhole = isFirst && this.#body === 0;
		if (isFirst && !isWhole) this.#content.empty(this.#entry.size);
		if (!isWhole) this.#content.push(part);
		if (this.#body > 0) return;
		const { facts } = this.#entry;
		this.#entry = null;
		this.#handOut(facts, isWhole ? part : this.#content.bytes);
	}
	#handOut(entry, content) {
		this.#handedOut++;
		this.#visit(entry, content);
	}
	/** Runs once the content and padding of a block are over, however many chunks they took. */
	#endOfEntry() {
		if (this.#paddingIsOdd) this.#report(["padding"], this.#lastPath);
		this.#paddingIsOdd = false;
		if (this.#reading === null) return;
		const { type, parts } = this.#reading;
		this.#reading = null;
		const body = Buffer.concat(parts);
		if (type === "x") this.#extension = readPax(body);
		else if (type === "L") this.#extension = readLongName(body);
		else if (!isGitComment(body)) throw new Breach("pax-key");
	}
	#report(kinds, path) {
		for (const kind of kinds) {
			const found = this.#found.get(kind);
			if (found === void 0) this.#found.set(kind, {
				paths: [path],
				count: 1
			});
			else {
				found.count++;
				if (found.paths.length < KEPT) found.paths.push(path);
			}
		}
	}
};

// src/tarball/open-archive.ts
/** The file is not a tarball that can be read to its end. */
var UnreadableTarball = class extends CouldNotJudge {
	kind = "unreadable-tarball";
};
/**
* Bytes read and inflated at a time: more than Node's defaults, because both ends are sequential, and less for a small file, where
* buffers make up much of the memory. Each takes a turn of the thread pool.
*/
function chunkFor(packedSize) {
	return Math.min(262144, Math.max(65536, Math.ceil(packedSize / 16)));
}
/**
* Bytes of a file that is read and inflated at once, as most are: beside managers that keep every core at work, a turn of the thread pool
* costs more than the reading of some.
*/
const smallFile = 65536;
/** Bytes that may come of one; what gives more is inflated part by part. */
const mostAtOnce = 4194304;
/** What is thrown when `visit` has seen enough. */
var Enough = class extends Error {};
/** The smallest piece that is asked of zlib, in bytes. */
const leastPiece = 1024;
/** The entries of a file, with their content, and what the profile says of them. */
var OpenArchive = class {
	#path;
	#file;
	#hashes;
	#frame;
	#chunk;
	/** What stopped the reading from inside: a breach, what `visit` threw, or a bug of ours. Streams may pass it on as another error. */
	#stop = null;
	/** Bytes of the deflate stream that were read so far. */
	#consumed = () => 0;
	/** Takes over the opened file, which is closed when it is read; `path` names it in messages. */
	constructor(path, file, hashes) {
		this.#path = path;
		this.#file = file;
		this.#hashes = hashes;
		this.#frame = new GzipFrame(file.size);
		this.#chunk = chunkFor(file.size);
	}
	/**
	* Hands each entry to `visit` while its content is in memory, to the last byte of the file or until `visit` returns true. The
	* content is valid until the next entry. Gives what is irregular, so far as it was read.
	*/
	async read(visit) {
		const profile = new Profile((entry, content) => {
			if (visit(entry, content)) throw new Enough();
		});
		const take = (chunk) => this.#guarded(() => {
			this.#frame.inflated(chunk, this.#consumed());
			profile.push(chunk);
		});
		try {
			await (this.#file.size <= 65536 ? this.#readAtOnce(take) : this.#readInPieces(take));
			this.#guarded(() => {
				profile.finish();
				this.#frame.finish(this.#consumed());
			});
		} catch (error) {
			if (!(this.#stop?.error instanceof Enough)) throw this.#reasonOf(error);
		}
		return profile.irregularities().map((found) => ({
			...found,
			path: found.path === null ? null : withoutRoot(found.path)
		}));
	}
	async #readInPieces(take) {
		const stream = createReadStream(this.#path, {
			fd: this.#file.descriptor,
			highWaterMark: this.#chunk
		});
		const unframed = (chunks) => this.#unframed(chunks);
		await pipeline(stream, unframed, this.#inflater(), each(take));
	}
	async *#unframed(chunks) {
		for await (const chunk of chunks) {
			const deflated = this.#deflated(chunk);
			if (deflated.length > 0) yield deflated;
		}
	}
	/** Takes the next bytes of the file, and gives those of its deflate stream. */
	#deflated(chunk) {
		for (const hash of this.#hashes) hash.update(chunk);
		return this.#guarded(() => this.#frame.deflated(chunk));
	}
	#inflater() {
		const inflate = createInflateRaw({ chunkSize: this.#chunk });
		this.#consumed = () => inflate.bytesWritten;
		return inflate;
	}
	async #readAtOnce(take) {
		const deflated = this.#deflated(wholeOf$1(this.#file));
		const inflated = inflatedWhole(deflated, this.#frame.claimedSize);
		if (inflated === null) await pipeline([deflated], this.#inflater(), each(take));
		else {
			this.#consumed = () => inflated.consumed;
			take(inflated.bytes);
		}
	}
	#guarded(step) {
		try {
			return step();
		} catch (error) {
			this.#stop ??= { error };
			throw error;
		}
	}
	/** Turns what fs, zlib and the profile throw into one sentence. A bug of ours keeps its stack, and so does what `visit` throws. */
	#reasonOf(error) {
		if (this.#stop !== null && !(this.#stop.error instanceof Breach)) return this.#stop.error;
		const cause = this.#stop?.error ?? error;
		return new UnreadableTarball(`${this.#path} ${clauseOf(cause)}.`, { cause });
	}
};
/** The end of a pipeline that takes chunk by chunk. */
function each(take) {
	return async (chunks) => {
		for await (const chunk of chunks) take(chunk);
	};
}
/**
* What a deflate stream gives, and the bytes of it that were read; null when it is more than `mostAtOnce`. `expected` bytes fit into one
* piece of memory, which need not be copied then. Throws what zlib throws.
*/
function inflatedWhole(deflated, expected) {
	try {
		const chunkSize = Math.min(mostAtOnce, Math.max(leastPiece, expected + 1));
		const given = inflateRawSync(deflated, {
			info: true,
			chunkSize,
			maxOutputLength: mostAtOnce
		});
		if (!isInfo(given)) throw new TypeError("zlib gave no information");
		return {
			bytes: given.buffer,
			consumed: given.engine.bytesWritten
		};
	} catch (error) {
		if (isTooLarge(error)) return null;
		throw error;
	}
}
/** What `info` makes of the answer, which its types do not say. */
function isInfo(value) {
	return isRecord(value) && Buffer.isBuffer(value.buffer) && isRecord(value.engine);
}
/** npm drops the first component whatever it is; a name of one component only has none to drop and installs nothing. */
function withoutRoot(name) {
	return name.slice(name.indexOf("/") + 1);
}
function clauseOf(error) {
	if (error instanceof Breach) return error.message;
	switch (errorCode$1(error)) {
		case "Z_DATA_ERROR": return "is corrupt, its compressed data does not decode: pack it again";
		case "Z_BUF_ERROR": return breaches["gzip-truncated"][1];
		default: return `is corrupt (${(error instanceof Error ? error.message : String(error)).replace(/\.$/, "")}): pack it again`;
	}
}
/** `ENOENT`, `Z_DATA_ERROR` and the like. */
function errorCode$1(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

// src/tarball/text.ts
/** Bytes looked at to tell text in an old one-byte encoding from binary data. */
const SAMPLE = 16384;
/**
* Text or binary, by the bytes. UTF-16 is text, and so is valid UTF-8 without a NUL, or with a
* few; anything else (an old one-byte encoding) is text when control characters are nearly absent. A single NUL in
* a source file does not make it binary, or a NUL would be all that it takes to hide a key from the rules.
*/
function looksLikeText(content) {
	if (isPlain$1(content) || utf16(content)) return true;
	const allowed = isUtf8(content) ? .1 : .002;
	const tail = content.length > 2 * SAMPLE ? content.subarray(content.length - SAMPLE) : content.subarray(0, 0);
	const head = content.subarray(0, 2 * SAMPLE);
	return controls(head) + controls(tail) <= allowed * (head.length + tail.length);
}
/** UTF-8 without a NUL, as nearly every text file is. */
const isPlain$1 = lastAnswer((content) => utf16(content) === null && isUtf8(content) && !content.includes(0));
/** Decodes text once: UTF-16, else UTF-8 with the BOM left in place. */
function decodeText(content) {
	const order = utf16(content);
	if (order === "le") return content.toString("utf16le");
	if (order === "be") return Buffer.from(content.subarray(0, content.length & -2)).swap16().toString("utf16le");
	return content.toString("utf8");
}
/** Bytes looked at to tell UTF-16 that has no byte order mark. */
const pairs = 512;
/**
* The order of bytes in UTF-16; null for everything else. By its byte order mark, or without one (PowerShell, Windows tools) by what
* a text of mostly Latin letters looks like: one byte of every pair a printable character, the other zero.
*/
function utf16(content) {
	const first = content[0] ?? 0;
	const second = content[1] ?? 0;
	if (first === 255 && second === 254) return "le";
	if (first === 254 && second === 255) return "be";
	if (content.length < 8 || first === 0 === (second === 0)) return null;
	const high = first === 0 ? 0 : 1;
	let odd = 0;
	const end = Math.min(content.length & -2, pairs);
	for (let at = 0; at < end; at += 2) {
		const low = content[at + 1 - high] ?? 0;
		if (content[at + high] !== 0 || low < 32 && (low < 9 || low > 13)) odd++;
	}
	return odd <= end / 2 / 5 ? high === 1 ? "le" : "be" : null;
}
/** Control characters that text does not use: all but tab, line feed, vertical tab, form feed, carriage return and escape. */
function controls(bytes) {
	let count = 0;
	for (const byte of bytes) if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) count++;
	return count;
}

// src/tarball/read.ts
/**
* Reads a tarball once, from its first byte to its last: hashes, sizes, profile and entries in the same pass. Each entry is handed
* to `visit` while its content is in memory; the buffer is used again for the next one.
* @throws UnreadableTarball when it is not one whole gzip file, outside the archive profile or its limits, corrupt or empty, or has
* no readable package.json. What `visit` saw until then is worth nothing.
*/
async function readTarball(file, visit) {
	const opened = openTarball(file);
	const packedSize = opened.size;
	const sha512 = createHash("sha512");
	const sha1 = createHash("sha1");
	const archive = new OpenArchive(file, opened, [sha512, sha1]);
	const entries = [];
	let unpackedSize = 0;
	let rootFolder = "";
	let manifestText = null;
	const irregularities = await archive.read((header, content) => {
		const facts = factsOf$1(header, content.length);
		if (entries.length === 0) rootFolder = facts.archivePath.split("/")[0] ?? "";
		entries.push(facts);
		if (facts.kind === "file") unpackedSize += facts.size;
		const entry = new StreamedEntry(facts, content);
		if (facts.path === "package.json" && facts.kind === "file") manifestText = entry.content.toString("utf8");
		visit(entry);
		return false;
	});
	if (entries.length === 0) throw new UnreadableTarball(`${file} holds no entries: pack it again and look at what its pack scripts do.`);
	if (manifestText === null) throw new UnreadableTarball(`${file} has no package.json in its root folder: it is not an npm package.`);
	return {
		file,
		integrity: `sha512-${sha512.digest("base64")}`,
		shasum: sha1.digest("hex"),
		packedSize,
		unpackedSize,
		rootFolder,
		manifest: manifestOf$1(file, manifestText),
		manifestText,
		entries,
		irregularities
	};
}
/**
* The manifest of a tarball, read up to the first package.json and no further: enough to choose a policy by, never to judge by.
* @throws UnreadableTarball as `readTarball` does.
*/
async function peekManifest(file) {
	const archive = new OpenArchive(file, openTarball(file), []);
	let text = null;
	await archive.read((header, content) => {
		const { path, kind } = factsOf$1(header, content.length);
		if (path === "package.json" && kind === "file") text = content.toString("utf8");
		return text !== null;
	});
	if (text === null) throw new UnreadableTarball(`${file} has no package.json in its root folder: it is not an npm package.`);
	return manifestOf$1(file, text);
}
var StreamedEntry = class {
	path;
	archivePath;
	kind;
	size;
	mode;
	linkTarget;
	content;
	#isText = null;
	#text = null;
	constructor(facts, content) {
		this.path = facts.path;
		this.archivePath = facts.archivePath;
		this.kind = facts.kind;
		this.size = facts.size;
		this.mode = facts.mode;
		this.linkTarget = facts.linkTarget;
		this.content = content;
	}
	get isText() {
		this.#isText ??= looksLikeText(this.content);
		return this.#isText;
	}
	text() {
		this.#text ??= this.isText ? decodeText(this.content) : "";
		return this.#text;
	}
};
function factsOf$1({ path, type, mode, linkTarget }, size) {
	return {
		path: withoutRoot(path),
		archivePath: path,
		kind: kindOf(type),
		size,
		mode,
		linkTarget
	};
}
function kindOf(type) {
	switch (type) {
		case "0":
		case "\0":
		case "7": return "file";
		case "1": return "hardlink";
		case "2": return "symlink";
		case "3":
		case "4": return "device";
		case "5": return "directory";
		case "6": return "fifo";
		default: return "other";
	}
}
function openTarball(file) {
	try {
		return openRegularFile(file);
	} catch (error) {
		const why = error instanceof NotRegular ? "it is no file" : errorCode$1(error);
		throw new UnreadableTarball(`${file} cannot be read (${why}): check the path and its permissions.`, { cause: error });
	}
}
function manifestOf$1(file, text) {
	try {
		return parseManifest(text);
	} catch (error) {
		const clause = error instanceof Error ? error.message : String(error);
		throw new UnreadableTarball(`package.json in ${file} ${clause}: mend it and pack again.`, { cause: error });
	}
}

// node_modules/semver/functions/parse.js
var require_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const parse = (version, options, throwErrors = false) => {
		if (version instanceof SemVer) return version;
		try {
			return new SemVer(version, options);
		} catch (er) {
			if (!throwErrors) return null;
			throw er;
		}
	};
	module.exports = parse;
}));

// node_modules/semver/functions/valid.js
var require_valid = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse();
	const valid = (version, options) => {
		const v = parse(version, options);
		return v ? v.version : null;
	};
	module.exports = valid;
}));

// src/pack/failures.ts
var import_valid = /* @__PURE__ */ __toESM(require_valid(), 1);
/** The target that the user named is not there. */
var TargetMissing = class extends CouldNotJudge {
	kind = "target-missing";
	constructor(target) {
		super(`${target} does not exist: name a package folder, a workspace root or a .tgz file.`);
	}
};
/** The target is a file, but not one that a packer writes. */
var NotATarball = class extends CouldNotJudge {
	kind = "not-a-tarball";
	constructor(target) {
		super(`${target} is not a .tgz file: name a package folder, a workspace root or a .tgz file.`);
	}
};
/** A glob that matches no tarball: most often a build that wrote elsewhere, or folders that were meant as packages. */
var NoTarballMatches = class extends CouldNotJudge {
	kind = "no-tarball-matches";
	constructor(target, matchesFolders) {
		super(matchesFolders ? `${target} matches folders, and globs are for .tgz files: name the folders themselves, or the workspace root for all its packages.` : `No .tgz file matches ${target}: correct the pattern, or pack before the gate runs.`);
	}
};
var NoManifest = class extends CouldNotJudge {
	kind = "no-manifest";
	constructor(folder) {
		super(`There is no package.json in ${folder}: name the folder of a package or the root of a workspace.`);
	}
};
/** A package.json, or the file that lists the packages, that cannot be used as it is. */
var InvalidManifest = class extends CouldNotJudge {
	kind = "invalid-manifest";
	constructor(file, clause, cause) {
		super(`${file} ${clause}: mend it, then run again.`, { cause });
	}
};
var PrivateOnly = class extends CouldNotJudge {
	kind = "private-only";
	constructor(folder, names) {
		const what = names.length === 1 ? "its only package is private" : `all its ${names.length} packages are private`;
		super(`There is nothing to publish in ${folder}, ${what}: judge another folder, or take "private" out if it is meant to be published.`, { detail: names });
	}
};
/** The workspace's own patterns find no package. Most often a typing error, and green would be a lie. */
var EmptyWorkspace = class extends CouldNotJudge {
	kind = "empty-workspace";
	constructor(root, patterns) {
		super(`The workspace patterns of ${root} match no package: correct them, or judge the package's own folder.`, { detail: patterns });
	}
};
/** packageManager, devEngines and the lockfiles name different managers, which pack the same folder differently. */
var ManagerConflict = class extends CouldNotJudge {
	kind = "manager-conflict";
	constructor(folder, evidence) {
		const said = evidence.map(({ manager, from }) => `${manager} (${from})`).join(" and ");
		super(`${folder} names two package managers, ${said}: remove one, or say which one publishes with \`package-manager\` (\`--package-manager\` on the command line).`);
	}
};
/** How each program gets on the PATH: in a workflow, and elsewhere. */
const installing = /* @__PURE__ */ new Map([
	["npm", "add the step actions/setup-node, or install Node.js, which brings it"],
	["pnpm", "add the step pnpm/action-setup, or run `npm install --global pnpm`"],
	["yarn", "run `corepack enable` (after `npm install --global corepack` where there is none), or `npm install --global yarn` for yarn 1"],
	["bun", "add the step oven-sh/setup-bun, or run `npm install --global bun`"]
]);
var ManagerMissing = class extends CouldNotJudge {
	kind = "manager-missing";
	constructor(program, reason) {
		super(`${program} could not be started (${reason}): ${installing.get(program) ?? "install it and put it on the PATH"}.`);
	}
};
/** A script of another package removed the folder before its turn came: no program can be started there. */
var FolderGone = class extends CouldNotJudge {
	kind = "folder-gone";
	constructor(folder) {
		super(`${folder} is gone, so that nothing can be packed there: mend the script that removes it.`);
	}
};
/** The command that packs ended with an exit code other than 0. */
var PackFailed = class extends CouldNotJudge {
	kind = "pack-failed";
	constructor(step, folder, exitCode, detail) {
		super(`\`${step}\` failed with exit code ${exitCode} in ${folder}: mend what its last lines name.`, { detail });
	}
};
/** The command that packs, or a script that it runs, was killed. */
var PackKilled = class extends CouldNotJudge {
	kind = "pack-killed";
	constructor(step, folder, signal, detail) {
		super(`\`${step}\` was killed by ${signal} in ${folder}: run it again with more memory or time, or mend the script that was killed.`, { detail });
	}
};
var NoTarball = class extends CouldNotJudge {
	kind = "no-tarball";
	constructor(step, folder, detail) {
		super(`\`${step}\` succeeded in ${folder} but wrote no tarball: look for a dry-run setting or a script that removes it.`, { detail });
	}
};
var SeveralTarballs = class extends CouldNotJudge {
	kind = "several-tarballs";
	constructor(step, folder, names) {
		super(`\`${step}\` left ${names.length} tarballs in ${folder}, and only one can be the package: remove the script that writes the others.`, { detail: names });
	}
};
/** Where the tarball should be lies a link, a folder or a device. */
var TarballNotAFile = class extends CouldNotJudge {
	kind = "tarball-not-a-file";
	constructor(step, folder, name) {
		super(`\`${step}\` left ${name} in ${folder}, which is not a regular file: remove the script that puts it there.`);
	}
};
/** A package was packed, and a script of another one that was packed later took its tarball away. */
var TarballReplaced = class extends CouldNotJudge {
	kind = "tarball-replaced";
	constructor(file, name) {
		super(`The tarball of ${name}, ${file}, was removed or replaced by something that is not a regular file after it was packed: remove the script that does this.`);
	}
};
/** The temporary folder lies inside the package, so that packing would pack its own result. */
var DestinationInside = class extends CouldNotJudge {
	kind = "destination-inside";
	constructor(destination, folder) {
		super(`The folder for tarballs, ${destination}, lies inside the package ${folder}: set TMPDIR to a folder outside.`);
	}
};
/** The tarball is not of the package that the folder's package.json names. */
var ManifestIdentityMismatch = class extends CouldNotJudge {
	kind = "manifest-identity-mismatch";
	constructor(packed, expected) {
		super(`The tarball is ${packed} but package.json says ${expected}: mend the script that changes one of them.`);
	}
};
/** The artifact list that the policy names cannot be read. */
var ArtifactListUnreadable = class extends CouldNotJudge {
	kind = "artifact-list-unreadable";
	constructor(file, clause, remedy = "commit it") {
		super(`The artifact list ${file} ${clause}: ${remedy}, or remove "list" from the policy.`, { at: {
			file,
			line: null
		} });
	}
};
/** A member of the workspace that lies outside the repository, so that no path in it can be named. */
var OutsideRepository = class extends CouldNotJudge {
	kind = "outside-repository";
	constructor(folder, root) {
		super(`The package ${folder} lies outside the repository ${root}: judge its own folder by itself.`);
	}
};

// src/pack/pack.ts
/**
* Packs one package with its own scripts. The tarball is the one file found in a fresh folder, whatever the manager prints:
* output formats differ between versions and scripts write to the same stream.
* Throws a CouldNotJudge when the manager fails, or leaves anything but one regular file.
*/
async function pack(packageDir, options) {
	const destination = await freshFolder(options.destination, [packageDir.directory]);
	const job = {
		package: packageDir,
		destination,
		prepublishOnly: options.prepublishOnly,
		env: packEnvironment(options.env),
		log: options.log,
		abort: options.abort
	};
	const version = await options.manager.version(job);
	return {
		file: await onlyTarball(destination, await options.manager.pack(job), packageDir.directory),
		folder: options.manager.packedFolder?.(packageDir) ?? packageDir.directory,
		manager: {
			name: options.manager.name,
			version
		}
	};
}
/** A fresh folder in `parent`. Throws DestinationInside when that is part of one of the package folders, whose links are resolved. */
async function freshFolder(parent, packageFolders) {
	const inner = await realpath(parent);
	const outer = packageFolders.find((folder) => pathWithin(folder, inner) !== null);
	if (outer !== void 0) throw new DestinationInside(parent, outer);
	return mkdtemp(join$1(inner, "pack-"));
}
/**
* The manifest that the tarball should have, after the one of the packed folder: a manager may give it another name, and did so
* when the tarball says it too.
*/
async function packedManifest(file, manifest, { otherName }) {
	const name = otherName?.(manifest) ?? manifest.name;
	if (name === manifest.name || (await peekManifest(file)).name !== name) return manifest;
	return {
		...manifest,
		name
	};
}
/**
* The one tarball of a folder. `step` is the command that should have written it, `packageFolder` where it ran.
* Throws NoTarball, SeveralTarballs or TarballNotAFile.
*/
async function onlyTarball(folder, step, packageFolder) {
	const tarballs = await allTarballs(folder, step, packageFolder);
	const [file, second] = tarballs;
	if (file === void 0) throw new NoTarball(step, packageFolder, []);
	if (second !== void 0) throw new SeveralTarballs(step, packageFolder, tarballs.map((path) => basename(path)));
	return file;
}
/** Every tarball of a folder, at least one, by name. Throws NoTarball or TarballNotAFile. */
async function allTarballs(folder, step, packageFolder) {
	const names = await readdir(folder);
	const tarballs = names.filter((name) => /\.tgz$/i.test(name)).sort();
	if (tarballs.length === 0) throw new NoTarball(step, packageFolder, names);
	for (const name of tarballs) if (!isRegularFile(join$1(folder, name))) throw new TarballNotAFile(step, packageFolder, name);
	return tarballs.map((name) => join$1(folder, name));
}
/** Throws TarballReplaced when a script that ran after the package was packed put something else in the tarball's place. */
function expectStillThere({ file }, packageName) {
	if (!isRegularFile(file)) throw new TarballReplaced(file, packageName);
}
/** A link is none. */
function isRegularFile(path) {
	try {
		return lstatSync(path).isFile();
	} catch {
		return false;
	}
}
/** Throws ManifestIdentityMismatch when the tarball is not of the package that `manifest` (read after packing) names. */
function expectSamePackage(tarball, manifest) {
	const packed = `${tarball.manifest.name}@${tarball.manifest.version}`;
	const expected = `${manifest.name}@${manifest.version}`;
	if (packed !== expected) throw new ManifestIdentityMismatch(packed, expected);
}

// src/pack/run.ts
const keptCharacters = 1048576;
const longestLine$1 = 65536;
/** How long a process that left the group may hold the child's pipes open after the child has ended. */
const pipeGrace = 1e3;
const terminationGrace = 2e3;
/**
* Runs a child to its end and reports exit code and signal apart. execa, because it starts `npm.cmd` on Windows and keeps
* the signal: `@actions/exec` resolves with the code alone, which is null for a killed child, and never stops a child.
* The child leads a process group of its own, and when it ends nothing of the group lives on: a background process could
* otherwise hold the pipes open for ever, or change the tarball after it was judged.
* Throws the reason of `abort` when it fires.
*/
async function run(command, args, options) {
	const { execa, onExit } = await import("./child-process.js");
	options.abort?.throwIfAborted();
	const group = process.platform !== "win32";
	const child = execa(command.file, [...command.args, ...args], {
		cwd: options.cwd,
		env: { ...options.env },
		extendEnv: false,
		stdin: "ignore",
		buffer: false,
		reject: false,
		cleanup: false,
		detached: group
	});
	const output = new LastLines(options.log);
	const drains = [child.stdout, child.stderr].map((stream) => output.follow(stream));
	const killAll = (signal) => {
		if (child.pid === void 0) return;
		try {
			process.kill(group ? -child.pid : child.pid, signal);
		} catch {}
	};
	const stopWatchingExit = onExit(() => killAll("SIGKILL"));
	const timers = [];
	const onAbort = () => {
		if (!group && child.pid !== void 0) {
			execa("taskkill", [
				"/pid",
				String(child.pid),
				"/T",
				"/F"
			], { reject: false });
			return;
		}
		killAll("SIGTERM");
		timers.push(setTimeout(() => killAll("SIGKILL"), terminationGrace));
	};
	options.abort?.addEventListener("abort", onAbort, { once: true });
	child.once("exit", () => {
		if (group) killAll("SIGKILL");
		timers.push(setTimeout(() => {
			child.stdout.destroy();
			child.stderr.destroy();
		}, pipeGrace));
	});
	try {
		const result = await child;
		await Promise.all(drains);
		options.abort?.throwIfAborted();
		const lines = output.lines();
		if (result.signal !== void 0) return {
			how: "killed",
			signal: result.signal,
			output: lines
		};
		if (result.exitCode !== void 0) return {
			how: "exited",
			code: result.exitCode,
			output: lines
		};
		return {
			how: "not-started",
			reason: result.code ?? result.shortMessage ?? "unknown reason",
			output: lines
		};
	} finally {
		stopWatchingExit();
		options.abort?.removeEventListener("abort", onAbort);
		for (const timer of timers) clearTimeout(timer);
	}
}
/** Splits streams into lines, hands each line on at once, and keeps the last of them. */
var LastLines = class {
	#log;
	#kept = [];
	#first = 0;
	#characters = 0;
	constructor(log) {
		this.#log = log;
	}
	lines() {
		return this.#kept.slice(this.#first);
	}
	/** Resolves when the stream has ended or was destroyed. */
	follow(stream) {
		const decoder = new StringDecoder("utf8");
		let rest = "";
		stream.on("data", (chunk) => {
			const parts = (rest + decoder.write(chunk)).split("\n");
			rest = parts.pop() ?? "";
			for (const part of parts) this.#add(part);
			while (rest.length > longestLine$1) {
				this.#add(rest.slice(0, longestLine$1));
				rest = rest.slice(longestLine$1);
			}
		});
		return new Promise((resolve) => {
			stream.once("error", () => {});
			stream.once("close", () => {
				rest += decoder.end();
				if (rest !== "") this.#add(rest);
				resolve();
			});
		});
	}
	#add(raw) {
		const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
		this.#log?.(line);
		this.#kept.push(line);
		this.#characters += line.length + 1;
		while (this.#characters > keptCharacters && this.#first < this.#kept.length - 1) {
			this.#characters -= (this.#kept[this.#first]?.length ?? 0) + 1;
			this.#first += 1;
		}
		if (this.#first > 1e4) {
			this.#kept.splice(0, this.#first);
			this.#first = 0;
		}
	}
};

// src/pack/folders.ts
/**
* What lies in folders, each looked at once in a discovery: the members of a workspace share those above them. Read synchronously: a
* turn of the thread pool takes longer than the look.
*/
var Folders = class {
	#names = /* @__PURE__ */ new Map();
	#manifests = /* @__PURE__ */ new Map();
	/** Empty where there is no such folder, or it cannot be read. */
	names(folder) {
		const known = this.#names.get(folder) ?? namesIn$1(folder);
		this.#names.set(folder, known);
		return known;
	}
	/** Its package.json. Rejects with what `readRegularFile` throws. */
	manifestText(folder) {
		const known = this.#manifests.get(folder) ?? manifestIn$3(folder);
		this.#manifests.set(folder, known);
		return known;
	}
};
async function namesIn$1(folder) {
	try {
		return new Set(readdirSync(folder));
	} catch {
		return /* @__PURE__ */ new Set();
	}
}
async function manifestIn$3(folder) {
	return readRegularFile(join$1(folder, "package.json"));
}

// src/pack/scripts.ts
/** The scripts of a package, the empty ones left out: no manager runs them. */
function scriptsOf({ manifest }) {
	return new Map([...stringsOf(manifest.scripts)].filter(([, script]) => script !== ""));
}
/** Whether packing it runs code of the project: a script of its own, or a hook of the manager. Ask before any script has run. */
async function runsCode(packageDir, { scripts, runsHooks }) {
	const own = scriptsOf(packageDir);
	if ([...scripts.pack, ...scripts.publish].some((name) => own.has(name))) return true;
	return await runsHooks?.(packageDir) ?? false;
}
/**
* Looks for a manager's hooks where its settings lie, the package's folder and the project's root: one of `files` exists, or one of
* `settings` says what `pattern` looks for. Each folder is looked at once.
*/
function hookSearch(search) {
	const found = /* @__PURE__ */ new Map();
	const look = async (folder) => {
		const names = await namesIn$1(folder);
		if (search.files.some((file) => names.has(file))) return true;
		for (const file of search.settings.filter((each) => names.has(each))) {
			const text = await readFile(join$1(folder, file), "utf8").catch(() => "");
			if (search.pattern.test(text)) return true;
		}
		return false;
	};
	const ask = (folder) => {
		const known = found.get(folder) ?? look(folder);
		found.set(folder, known);
		return known;
	};
	return async ({ directory, projectRoot }) => await ask(projectRoot) || await ask(directory);
}
function isThere(path) {
	return access(path).then(() => true, () => false);
}

// src/pack/tool.ts
var ManagerVersionUnknown = class extends CouldNotJudge {
	kind = "manager-version-unknown";
	constructor(manager, detail) {
		super(`\`${manager} --version\` printed no version: check the ${manager} on the PATH.`, { detail });
	}
};
/** `peek` tells the version of the program without starting it, where that is certain. */
function createTool(manager, command, peek = async () => null) {
	const versions = /* @__PURE__ */ new Map();
	const ask = async (job, cwd) => {
		const peeked = await peek(job);
		if (peeked !== null) return peeked;
		const { env, abort } = job;
		const finished = await run(command, ["--version"], {
			env,
			cwd,
			abort
		});
		expectSuccess(finished, `${manager} --version`, cwd, manager);
		const found = finished.output.map((line) => line.trim()).find((line) => (0, import_valid.default)(line) !== null);
		if (found === void 0) throw new ManagerVersionUnknown(manager, finished.output.slice(-40));
		return found;
	};
	const step = async (args, shown, job) => {
		expectSuccess(await run(command, args, {
			...job,
			cwd: job.package.directory
		}), shown, job.package.directory, manager);
		return shown;
	};
	return {
		version(job) {
			const { projectRoot } = job.package;
			const known = versions.get(projectRoot) ?? ask(job, projectRoot);
			versions.set(projectRoot, known);
			return known;
		},
		step,
		async batch(args, job) {
			const cwd = job.packages[0]?.projectRoot;
			if (cwd === void 0) throw new Error("There is no package in the batch");
			const finished = await run(command, args, {
				...job,
				cwd
			});
			return finished.how === "exited" && finished.code === 0;
		},
		async publishScripts(names, job, options = []) {
			if (!job.prepublishOnly) return;
			const own = scriptsOf(job.package);
			for (const name of names.filter((each) => own.has(each))) await step([
				...options,
				"run",
				name
			], `${manager} run ${name}`, job);
		}
	};
}
/** Throws what a child's end means for the user, if it is not success. */
function expectSuccess(finished, shown, folder, program) {
	const detail = finished.output.slice(-40);
	if (finished.how === "not-started") throw existsSync(folder) ? new ManagerMissing(program, finished.reason) : new FolderGone(folder);
	if (finished.how === "killed") throw new PackKilled(shown, folder, finished.signal, detail);
	const signal = signalOf(finished.code);
	if (signal !== null) throw new PackKilled(shown, folder, signal, detail);
	if (finished.code !== 0) throw new PackFailed(shown, folder, finished.code, detail);
}
/** A manager runs a script in a shell, which reports a killed program as 128 + signal; most managers pass that code on. */
function signalOf(exitCode) {
	const found = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
	return exitCode > 128 ? found?.[0] ?? null : null;
}

// src/baseline/published.ts
/** A name or version that npm would read as a folder, a git address or an option. */
var BaselineNotNamed = class extends CouldNotJudge {
	kind = "baseline-not-named";
	constructor(what, value) {
		super(`"${value}" is no ${what} that a registry can have: correct it, or judge without a baseline.`);
	}
};
var BaselineVersionMissing = class extends CouldNotJudge {
	kind = "baseline-version-missing";
	constructor(spec) {
		super(`The registry has the package but not ${spec}: choose a published version as the baseline.`);
	}
};
/** The registry did not answer, or refused. Not the same as a package that was never published. */
var BaselineUnreachable = class extends CouldNotJudge {
	kind = "baseline-unreachable";
	constructor(spec, code, detail) {
		super(`${spec} could not be fetched as the baseline (${code}): check network, registry and credentials, then run again.`, { detail });
	}
};
/** Characters that need no escape in a URL, and none that npm reads as a path, an address or an option. */
const packageName$1 = /^(@[\w~-][\w.~-]*\/[\w~-]|[a-z0-9_~])[\w.~-]*$/i;
const distTag = /^[a-z][\w.-]*$/i;
/**
* The published tarball to compare with: its path, or null when the package was never published. A registry that hides a
* private package from strangers answers as if it were never published, which no client can tell apart.
* `npm pack NAME@SPEC` checks the integrity that the registry states. Scripts are off; registry credentials stay, for reading.
* Throws BaselineNotNamed, BaselineVersionMissing, BaselineUnreachable, or what a manager that cannot run throws.
*/
async function fetchBaseline(request) {
	if (!packageName$1.test(request.name)) throw new BaselineNotNamed("package name", request.name);
	if ((0, import_valid.default)(request.spec) === null && !distTag.test(request.spec)) throw new BaselineNotNamed("version or dist-tag", request.spec);
	const spec = `${request.name}@${request.spec}`;
	const destination = await mkdtemp(join$1(request.destination, "baseline-"));
	const args = [
		"pack",
		spec,
		"--pack-destination",
		destination,
		"--ignore-scripts",
		"--prefer-online",
		"--json=false"
	];
	if (request.registry !== null) args.push(`--registry=${request.registry}`);
	const finished = await run(request.command ?? {
		file: "npm",
		args: []
	}, args, {
		cwd: request.folder,
		env: cleanEnvironment(request.env, { registryCredentials: "keep" }),
		log: request.log,
		abort: request.abort
	});
	if (finished.how === "exited" && finished.code !== 0) {
		const code = errorCode(finished.output);
		if (code === "E404") return null;
		if (code === "ETARGET") throw new BaselineVersionMissing(spec);
		throw new BaselineUnreachable(spec, code ?? `exit code ${finished.code}`, finished.output.slice(-20));
	}
	expectSuccess(finished, `npm pack ${spec}`, request.folder, "npm");
	return onlyTarball(destination, `npm pack ${spec}`, request.folder);
}
/** npm 10 to 12 print the code before any text of the registry, so the first one is npm's own. */
function errorCode(output) {
	for (const line of output) {
		const code = /^npm (?:error|ERR!) code (E[A-Z0-9]+)$/.exec(line)?.[1];
		if (code !== void 0) return code;
	}
	return null;
}

// src/baseline/open.ts
/**
* Reads the release that the registry has; null when the package was never published.
* Throws a CouldNotJudge when it is there and cannot be had.
*/
async function openPublished(choice, about) {
	const file = await fetchBaseline({
		name: about.name,
		spec: choice.kind === "version" ? choice.version : "latest",
		destination: about.destination,
		folder: about.packageFolder,
		registry: registryOf(about.manifest),
		env: about.env,
		log: () => {}
	});
	return file === null ? null : readTarball(file, () => {});
}
function registryOf({ publishConfig }) {
	if (typeof publishConfig !== "object" || publishConfig === null || !("registry" in publishConfig)) return null;
	return typeof publishConfig.registry === "string" ? publishConfig.registry : null;
}

// src/comparison.ts
/** The package got its name, or its limit on growth, only when its scripts had run. */
var BaselineTooLate = class extends CouldNotJudge {
	kind = "baseline-too-late";
	constructor(name) {
		super(`The release of ${name} to compare with was not known before the scripts ran, and none is fetched after them: give its package.json this name from the start, or set the baseline to a .tgz file or to none.`);
	}
};
/** Asks the registry, where the choice or a limit on growth wants it. Throws a CouldNotJudge when a release is there and cannot be had. */
async function releasesOf(manifest, names, packageFolder, policies, request) {
	const choice = choiceOf(request.baseline, policies);
	const releases = /* @__PURE__ */ new Map();
	if (choice.kind === "file") return releaseInFile(request);
	if (choice.kind === "none") return releases;
	const { destination, env } = request;
	for (const name of names) releases.set(name, await openPublished(choice, {
		name,
		manifest,
		packageFolder,
		destination,
		env
	}));
	return releases;
}
/** The release that the baseline names as a file, of whatever package; none when it is no file. Throws UnreadableTarball. */
async function releaseInFile({ baseline, folder }) {
	if (baseline?.kind !== "file") return /* @__PURE__ */ new Map();
	return /* @__PURE__ */ new Map([["", await readTarball(resolve(folder, baseline.file), () => {})]]);
}
/** The release for the package as it was packed; null, with a note, when there is none. Throws BaselineTooLate. */
function releaseFor({ name }, releases, policies, baseline, note) {
	const choice = choiceOf(baseline, policies);
	if (choice.kind === "none") {
		if (isLimited(policies)) note(`${name} was not compared with a release, so \`limits.growth\` was not judged.`);
		return null;
	}
	const release = releases.get(choice.kind === "file" ? "" : name);
	if (release === void 0) throw new BaselineTooLate(name);
	if (release === null) note(`${name} was never published, so there is no release to compare with.`);
	return release;
}
function choiceOf(baseline, policies) {
	return baseline ?? { kind: isLimited(policies) ? "latest" : "none" };
}
function isLimited(policies) {
	return policies.some((policy) => policy !== null && policy.limits.growth !== null);
}

// src/pack/command.ts
/**
* Runs a pack command of the team's own and returns every `.tgz` that it left in the folder it was given, as `{destination}` and
* as the variable LASTGATE_DESTINATION. Sorted by name, never empty.
* Throws a CouldNotJudge when the command fails, or leaves no tarball, or something that is no regular file.
*/
async function packByCommand(options) {
	const { command, folder, env, log, abort } = options;
	const destination = await freshFolder(options.destination, [await realpath(folder)]);
	const line = command.replaceAll("{destination}", () => quoted$2(destination));
	const shell = {
		file: "sh",
		args: ["-e", "-c"]
	};
	const variables = {
		...packEnvironment(env),
		LASTGATE_DESTINATION: destination
	};
	const finished = await run(shell, [line], {
		cwd: folder,
		env: variables,
		log,
		abort
	});
	const shown = shortened(command);
	expectSuccess(finished, shown, folder, "sh");
	return allTarballs(destination, shown, folder);
}
/** @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 (single quotes) */
function quoted$2(text) {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
function shortened(command) {
	const [first = "", ...others] = command.trim().split("\n");
	const line = first.length > 80 ? `${first.slice(0, 80)}\u2026` : first;
	return others.length === 0 ? line : `${line} \u2026`;
}

// src/pack/bun.ts
/**
* bun, from the PATH unless a command is given. `bun pm pack` runs prepack, prepare and postpack; `bun publish` runs
* prepublishOnly before them (measured with 1.4.5). Both show the scripts what `.env` holds, so the gate leaves it at that.
* @see https://bun.com/docs/pm/cli/publish and https://bun.com/docs/pm/cli/pm#pack
*/
function bun(command = {
	file: "bun",
	args: []
}) {
	const tool = createTool("bun", command);
	return {
		name: "bun",
		version: tool.version,
		scripts: {
			pack: [
				"prepack",
				"prepare",
				"postpack"
			],
			publish: ["prepublishOnly"]
		},
		async pack(job) {
			await tool.publishScripts(["prepublishOnly"], job);
			return tool.step([
				"pm",
				"pack",
				"--destination",
				job.destination
			], "bun pm pack", job);
		}
	};
}

// src/pack/installed.ts
/**
* The version of the program that a command starts, from the package.json of the package in which the program lies, where that has
* such a name. Null where the PATH names anything else, as a shim of corepack or volta, a wrapper, a lone binary: it chooses the program
* when it runs, and only the program can say which it was. Spares a start: `pnpm --version` takes a third of a second of a core.
*/
async function installedVersion({ file, args }, packageName, path) {
	const program = args.length > 0 ? null : await onPath(file, path);
	if (program === null) return null;
	for (let folder = dirname(program); folder !== dirname(folder); folder = dirname(folder)) {
		const text = await readFile(join$1(folder, "package.json"), "utf8").catch(() => null);
		if (text !== null) return versionIn(text, packageName);
	}
	return null;
}
/** Where the first program of this name lies, links resolved; null when there is none, or the PATH names a folder by where one stands. */
async function onPath(name, path) {
	for (const folder of path?.split(delimiter) ?? []) {
		if (!isAbsolute$1(folder)) return null;
		const found = await realpath(join$1(folder, name)).catch(() => null);
		if (found !== null && await isExecutable$1(found)) return found;
	}
	return null;
}
function isExecutable$1(file) {
	return access(file, constants$2.X_OK).then(() => true, () => false);
}
function versionIn(text, packageName) {
	try {
		const manifest = JSON.parse(text);
		if (!isRecord(manifest) || !packageName.test(String(manifest.name))) return null;
		return typeof manifest.version === "string" ? (0, import_valid.default)(manifest.version) : null;
	} catch {
		return null;
	}
}

// src/pack/npm.ts
/**
* npm, from the PATH unless a command is given.
* `npm pack` runs prepack, prepare and postpack; `npm publish FOLDER` runs prepublishOnly before them.
* @see https://docs.npmjs.com/cli/using-npm/scripts#npm-publish
*/
function npm(command = {
	file: "npm",
	args: []
}) {
	const tool = createTool("npm", command, ({ env }) => installedVersion(command, /^npm$/, env.PATH));
	return {
		name: "npm",
		version: tool.version,
		scripts: {
			pack: [
				"prepack",
				"prepare",
				"postpack"
			],
			publish: ["prepublishOnly"]
		},
		batching: batching$1(tool),
		async pack(job) {
			await tool.publishScripts(["prepublishOnly"], job);
			return tool.step([
				"pack",
				"--pack-destination",
				job.destination
			], "npm pack", job);
		}
	};
}
/**
* `npm pack --workspace=A --workspace=B` packs one after the other in the order of its arguments, each with the ignore files between
* the root and itself, as in its own folder (npm 10 to 12).
* @see https://docs.npmjs.com/cli/commands/npm-pack#workspace
*/
function batching$1(tool) {
	/** Of each project, as it was before any script ran. */
	const familiesOf = /* @__PURE__ */ new Map();
	return {
		supports: () => true,
		async members(projectRoot) {
			const { npmFamilies, npmMembers } = await import("./workspace.js");
			const [members, families] = await Promise.all([npmMembers(projectRoot), npmFamilies(projectRoot)]);
			familiesOf.set(projectRoot, families);
			const parents = new Set([...members].map((folder) => dirname(folder)));
			return new Set([...members].filter((folder) => !parents.has(folder)));
		},
		admits: (packageDir) => ![...scriptsOf(packageDir).values()].some((script) => script.includes("INIT_CWD")),
		keepsOrder: () => true,
		pacesItself: () => false,
		fewest: 30,
		isSequential: true,
		pack(job) {
			const projectRoot = job.packages[0]?.projectRoot ?? "";
			const families = familiesOf.get(projectRoot) ?? /* @__PURE__ */ new Map();
			const workspaces = withFamilies(job.packages.map(({ directory }) => directory), families).map((folder) => `--workspace=${inside(projectRoot, folder)}`);
			return tool.batch([
				"pack",
				...workspaces,
				"--pack-destination",
				job.destination
			], job);
		}
	};
}
/** A path from the root that no package's name can be. npm makes a pattern of it: the shorter, the cheaper. */
function inside(root, folder) {
	return `./${relative(root, folder).split(sep).join("/")}`;
}
/**
* Folders of members by fewer names: where all of a family stand in npm's own order, the folder above stands for them. npm compares each
* name with each member, which takes a second for 200 of 200.
*/
function withFamilies(folders, families) {
	const names = [];
	for (let index = 0; index < folders.length;) {
		const folder = folders[index] ?? "";
		const family = families.get(dirname(folder)) ?? [];
		const isWhole = family.length > 1 && family.every((member, place) => folders[index + place] === member);
		names.push(isWhole ? dirname(folder) : folder);
		index += isWhole ? family.length : 1;
	}
	return names;
}

// src/pack/declared.ts
/** The version of this manager that `packageManager` in the project's package.json names; null when it names none of it. */
async function declaredVersion(manager, projectRoot) {
	const manifest = await manifestOf(projectRoot);
	return manifest === null ? null : versionOf(manifest.packageManager, manager);
}
/** Whether nothing in the project's package.json asks for another manager, or another version, than this one. */
async function asksForNoOther(manager, version, projectRoot) {
	const manifest = await manifestOf(projectRoot);
	if (manifest === null) return false;
	const { packageManager, devEngines } = manifest;
	return !(packageManager !== void 0 && versionOf(packageManager, manager) !== version) && (!isRecord(devEngines) || devEngines.packageManager === void 0);
}
/** Null when it cannot be read: discovery has said what is wrong with it. */
async function manifestOf(projectRoot) {
	try {
		const manifest = JSON.parse(await readFile(join$1(projectRoot, "package.json"), "utf8"));
		return isRecord(manifest) ? manifest : null;
	} catch {
		return null;
	}
}
function versionOf(packageManager, manager) {
	const named = String(packageManager);
	return named.startsWith(`${manager}@`) ? (0, import_valid.default)(named.slice(manager.length + 1)) : null;
}

// src/pack/order.ts
const lists = [
	"dependencies",
	"devDependencies",
	"peerDependencies",
	"optionalDependencies"
];
/** What a package's lists name. */
function neededNames(manifest) {
	return lists.flatMap((list) => [...stringsOf(manifest[list]).keys()]);
}
function dependenciesOf(packages) {
	const named = /* @__PURE__ */ new Map();
	for (const item of packages) named.set(item.manifest.name, [...named.get(item.manifest.name) ?? [], item]);
	const withName = (name) => named.get(name) ?? [];
	const direct = new Map(packages.map((item) => [item, new Set(neededNames(item.manifest).flatMap(withName))]));
	const workspaces = new Set(packages.map((item) => item.workspaceNeeds));
	const members = new Set([...workspaces].flatMap((workspace) => [...workspace.keys()]));
	const needs = /* @__PURE__ */ new Map();
	for (const [name, names] of [...workspaces].flatMap((workspace) => [...workspace])) needs.set(name, [...needs.get(name) ?? [], ...names.filter((each) => members.has(each))]);
	const found = /* @__PURE__ */ new Map();
	return {
		direct: (item) => direct.get(item) ?? /* @__PURE__ */ new Set(),
		all(item) {
			const names = () => reach$1(neededNames(item.manifest), (name) => needs.get(name) ?? []);
			const known = found.get(item) ?? new Set([...names()].flatMap(withName));
			found.set(item, known);
			return known;
		}
	};
}
/** What is there from these on, they themselves among it. */
function reach$1(start, next) {
	const seen = /* @__PURE__ */ new Set();
	const open = [...start];
	for (let each = open.pop(); each !== void 0; each = open.pop()) {
		if (seen.has(each)) continue;
		seen.add(each);
		open.push(...next(each));
	}
	return seen;
}
/**
* The packages in stages: each stage needs only what stands in the stages before it, and within it the order is the given one. In a
* circle of packages that need each other the given order decides, one a stage.
*/
function stagesOf(packages, dependencies) {
	const before = needsOf(packages, dependencies);
	const stages = [];
	const done = /* @__PURE__ */ new Set();
	while (done.size < packages.length) {
		const stage = packages.filter((item) => !done.has(item) && before.get(item)?.every((other) => done.has(other)));
		if (stage.length === 0) throw new Error("The packages have no order");
		for (const item of stage) done.add(item);
		stages.push(stage);
	}
	return stages;
}
/** The packages one after the other, each after what it needs, and otherwise in the given order. */
function sequenceOf(packages, dependencies) {
	const sequence = /* @__PURE__ */ new Set();
	const before = needsOf(packages, dependencies);
	const place = (item) => {
		if (sequence.has(item)) return;
		for (const other of before.get(item) ?? []) place(other);
		sequence.add(item);
	};
	for (const item of packages) place(item);
	return [...sequence];
}
/** Of each package, which others must come before it. In a circle of packages that need each other the given order decides. */
function needsOf(packages, dependencies) {
	const places = new Map(packages.map((item, index) => [item, index]));
	return new Map(packages.map((item, index) => {
		return [item, [...dependencies.all(item)].flatMap((other) => {
			const place = places.get(other);
			if (place === void 0 || other === item) return [];
			return place < index || !dependencies.all(other).has(item) ? [{
				other,
				place
			}] : [];
		}).sort((one, two) => one.place - two.place).map(({ other }) => other)];
	}));
}
/**
* Whether a manager that sorts a batch by the dependencies written as `workspace:` packs `next` after the packages of the batch that it
* needs, and `next` is needed by none of them.
*/
function sortsAfter(next, batch, dependencies) {
	const members = new Set(batch);
	const ofBatch = (item) => workspaceDependencies(item, dependencies).filter((other) => members.has(other));
	const sorted = reach$1(ofBatch(next), ofBatch);
	return batch.every((member) => !dependencies.all(member).has(next) && (!dependencies.all(next).has(member) || sorted.has(member)));
}
function workspaceDependencies(item, dependencies) {
	const specs = lists.filter((list) => list !== "peerDependencies").flatMap((list) => [...stringsOf(item.manifest[list])]);
	const names = new Set(specs.filter(([, spec]) => spec.startsWith("workspace:")).map(([name]) => name));
	return [...dependencies.direct(item)].filter(({ manifest }) => names.has(manifest.name));
}

// src/pack/pnpm.ts
/** From version 11 on `pnpm run` would install what is missing first, which `pnpm publish` does not. */
const withoutInstall = "--config.verify-deps-before-run=false";
/**
* pnpm, from the PATH unless a command is given. `pnpm pack` runs prepack, prepare and postpack; `pnpm publish` runs
* prepublishOnly and prepublish before them (measured with pnpm 9 to 12).
* @see https://pnpm.io/cli/publish#scripts-ran-by-publish
*/
function pnpm(command = {
	file: "pnpm",
	args: []
}) {
	const tool = createTool("pnpm", command, async ({ env, package: { projectRoot } }) => {
		const version = await installedVersion(command, packageName, env.PATH);
		return version !== null && await asksForNoOther("pnpm", version, projectRoot) ? version : null;
	});
	return {
		name: "pnpm",
		version: tool.version,
		scripts: {
			pack: [
				"prepack",
				"prepare",
				"postpack"
			],
			publish: ["prepublishOnly", "prepublish"]
		},
		runsHooks: hookSearch(hooks),
		batching: batching(tool),
		async pack(job) {
			await tool.publishScripts(["prepublishOnly", "prepublish"], job, [withoutInstall]);
			return tool.step([
				"pack",
				"--pack-destination",
				job.destination
			], "pnpm pack", job);
		},
		packedFolder({ directory, manifest }) {
			return join$1(directory, publishConfig(manifest).get("directory") ?? ".");
		},
		otherName: (manifest) => publishConfig(manifest).get("name") ?? null
	};
}
/** pnpm, and the forms of it that bring a Node of their own or need none. */
const packageName = /^(?:pnpm|@pnpm\/exe(?:\.[\w-]+)?)$/;
/** What `.pnpmfile.cjs` and its like hook into packing: readPackage, and from version 10 on beforePacking. */
const hooks = {
	files: [
		".pnpmfile.cjs",
		".pnpmfile.mjs",
		"pnpmfile.js"
	],
	settings: [
		"pnpm-workspace.yaml",
		".npmrc",
		"package.json"
	],
	pattern: /pnpmfile|config-?dependencies/i
};
/**
* `pnpm -r pack` with one filter for each package, from version 10 on. It sorts them by their `workspace:` dependencies.
* @see https://pnpm.io/cli/pack#--recursive--r
*/
function batching(tool) {
	return {
		supports: (version) => (0, import_major.default)(version) >= 10,
		async members(projectRoot) {
			const { pnpmMembers } = await import("./workspace.js");
			const members = await pnpmMembers(projectRoot);
			const settled = await Promise.all([...members].map(async (folder) => {
				const own = [".npmrc", "pnpm-workspace.yaml"].map((file) => isThere(join$1(folder, file)));
				return (await Promise.all(own)).includes(true) ? [] : [folder];
			}));
			return new Set(settled.flat());
		},
		admits(packageDir) {
			const { manifest } = packageDir;
			const config = publishConfig(manifest);
			const isPlain = /^(?:@[a-z0-9][\w-]*\/)?[a-z0-9](?:[\w-]|\.(?!\.))*$/i.test(manifest.name);
			const asksForRoot = [...scriptsOf(packageDir).values()].some((script) => script.includes("INIT_CWD"));
			return isPlain && !config.has("directory") && !config.has("name") && !asksForRoot;
		},
		keepsOrder: sortsAfter,
		pacesItself: (version) => (0, import_major.default)(version) < 12,
		fewest: 50,
		isSequential: false,
		pack(job) {
			const filters = job.packages.map(({ manifest }) => `--filter=${manifest.name}`);
			const pace = job.pace === null ? [] : [`--workspace-concurrency=${job.pace}`];
			return tool.batch([
				"-r",
				...pace,
				...filters,
				"pack",
				"--pack-destination",
				job.destination
			], job);
		}
	};
}
/**
* `directory` moves the package's root, with the name and version of the package.json there; `name`, from version 11 on, renames.
* @see https://pnpm.io/package_json#publishconfigdirectory
*/
function publishConfig(manifest) {
	return stringsOf(manifest.publishConfig);
}

// src/pack/yarn.ts
/** Yarn 1 stands on most PATHs, the runners' too, and packs a project of a later yarn without a word: `workspace:` stays as it is. */
var YarnTooOld = class extends CouldNotJudge {
	kind = "yarn-too-old";
	constructor(root, evidence, version) {
		super(`${root} is a project of yarn 2 or later (${evidence}), but the yarn on the PATH is ${version}: run \`corepack enable\` before the gate, and \`npm install --global corepack\` before that where there is no corepack.`);
	}
};
/**
* Yarn of any major, from the PATH unless a command is given; its version in the project decides how it is spoken to.
* Both pack commands run prepack and postpack. `yarn publish` of yarn 1 runs prepublish, prepare and prepublishOnly before them,
* `yarn npm publish` of later ones only prepublish (measured with 1.22.22, 3.8.7 and 4.18.1).
* @see https://classic.yarnpkg.com/lang/en/docs/cli/publish/ and https://yarnpkg.com/advanced/lifecycle-scripts
*/
function yarn(command = {
	file: "yarn",
	args: []
}) {
	const tool = createTool("yarn", command);
	return {
		name: "yarn",
		version: tool.version,
		scripts: {
			pack: ["prepack", "postpack"],
			publish: [
				"prepublish",
				"prepare",
				"prepublishOnly"
			]
		},
		runsHooks: hookSearch({
			files: [],
			settings: [".yarnrc.yml"],
			pattern: /^plugins\s*:/m
		}),
		async pack(job) {
			const version = await tool.version(job);
			const file = join$1(job.destination, tarballName$2(job.package.manifest));
			if ((0, import_major.default)(version) > 1) {
				await tool.publishScripts(["prepublish"], job);
				return tool.step([
					"pack",
					"--out",
					file
				], "yarn pack", job);
			}
			await refuseLaterProject(job, version);
			await tool.publishScripts([
				"prepublish",
				"prepare",
				"prepublishOnly"
			], job);
			return tool.step([
				"pack",
				"--filename",
				file
			], "yarn pack", job);
		}
	};
}
async function refuseLaterProject({ package: { projectRoot } }, version) {
	const textOf = (name) => readFile(join$1(projectRoot, name), "utf8").catch(() => "");
	const declared = /"packageManager"\s*:\s*"(yarn@(?:[2-9]|[1-9]\d)[^"]{0,40})/.exec(await textOf("package.json"));
	const lockfile = /^__metadata:$/m.test(await textOf("yarn.lock")) ? "yarn.lock" : null;
	const evidence = declared?.[1] ?? lockfile;
	if (evidence !== null) throw new YarnTooOld(projectRoot, evidence, version);
}
/** As npm would name it. Both parts come from a manifest: nothing in them may lead elsewhere. */
function tarballName$2({ name, version }) {
	return `${`${name.replace(/^@/, "")}-${version}`.replace(/[^\w.+-]+/g, "-").slice(0, 200)}.tgz`;
}

// src/pack/manager.ts
/** The managers whose publish the gate must repeat. Yarn 1 and yarn 4 share a name, their version tells them apart. */
const managerNames = [
	"npm",
	"pnpm",
	"yarn",
	"bun"
];
const makers = {
	npm,
	pnpm,
	yarn,
	bun
};
/** The manager by its name; `command` replaces the one from the PATH. */
function packageManager(name, command) {
	return makers[name](command);
}
function packageManagers() {
	const made = /* @__PURE__ */ new Map();
	return (name) => {
		const manager = made.get(name) ?? packageManager(name);
		made.set(name, manager);
		return manager;
	};
}

// src/pack/jsonc.ts
/** JSON with comments, a byte order mark or not; undefined for anything else, where the library would guess. */
function parseJsonc(text) {
	const errors = [];
	const value = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
	return errors.length === 0 ? value : void 0;
}
/** ` at line 3, column 5` of the first mistake in what should be JSON without comments; empty where the library sees none. */
function mistakeAt(text) {
	const errors = [];
	try {
		parse(text, errors, { disallowComments: true });
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
	}
	const [first] = errors;
	if (first === void 0) return "";
	const lines = text.slice(0, first.offset).split("\n");
	return ` at line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

// src/pack/rush.ts
function isRush(value) {
	return isRecord(value) && [
		value.npmVersion,
		value.pnpmVersion,
		value.yarnVersion
	].every((version) => version === void 0 || typeof version === "string") && Array.isArray(value.projects) && value.projects.every((project) => isRecord(project) && typeof project.packageName === "string" && typeof project.projectFolder === "string");
}
/** Whether the folder is the root of a Rush repository: it is no project of it, with or without a package.json. */
async function isRushRoot(folder) {
	return (await stat(join$1(folder, "rush.json")).catch(() => null))?.isFile() ?? false;
}
/**
* The folders of the projects that rush.json lists one by one: absolute, links resolved; null when the folder has none. Throws InvalidManifest when the file cannot be read, or lists a folder without a package.json.
*/
async function rushProjects(root) {
	const rush = await readRush(root);
	if (rush === null) return null;
	return Promise.all(rush.projects.map(async ({ packageName, projectFolder }) => {
		const folder = join$1(root, projectFolder);
		await access(join$1(folder, "package.json")).catch((error) => {
			const clause = `lists ${packageName} in ${projectFolder}, where there is no package.json`;
			throw new InvalidManifest(join$1(root, "rush.json"), clause, error);
		});
		return realpath(folder);
	}));
}
/** The manager that rush.json names; null when the folder has none, or it cannot be read: discovery says so. */
async function rushManager(folder) {
	const rush = await readRush(folder).catch(() => null);
	if (rush?.pnpmVersion !== void 0) return "pnpm";
	if (rush?.npmVersion !== void 0) return "npm";
	return rush?.yarnVersion === void 0 ? null : "yarn";
}
async function readRush(root) {
	const file = join$1(root, "rush.json");
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null) return null;
	const value = parseJsonc(text);
	if (isRush(value)) return value;
	throw new InvalidManifest(file, "is not JSON with a list of \"projects\"");
}

// src/pack/detect.ts
const lockfiles = [
	["package-lock.json", "npm"],
	["npm-shrinkwrap.json", "npm"],
	["pnpm-lock.yaml", "pnpm"],
	["yarn.lock", "yarn"],
	["bun.lock", "bun"],
	["bun.lockb", "bun"]
];
/**
* The manager that the project names: `packageManager`, `devEngines.packageManager`, rush.json or a lockfile, in the first of `folders`
* (the package's own first) that says anything; npm when none does. Throws ManagerConflict when one folder names two.
* With a `chosen` one nothing is in conflict, and only its folder is looked for.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#devengines
*/
async function detectManager(folders, chosen = null, look = new Folders()) {
	for (const folder of folders) {
		const inside = await look.names(folder);
		const evidence = [
			...await declared(folder, look),
			...inside.has("rush.json") ? await rushed(folder) : [],
			...locked(inside)
		];
		const [first] = evidence;
		if (first === void 0) continue;
		if (chosen !== null) {
			if (evidence.some(({ manager }) => manager === chosen)) return {
				manager: chosen,
				folder
			};
			continue;
		}
		const other = evidence.find(({ manager }) => manager !== first.manager);
		if (other !== void 0) throw new ManagerConflict(folder, [first, other]);
		return {
			manager: first.manager,
			folder
		};
	}
	return {
		manager: chosen ?? "npm",
		folder: null
	};
}
async function declared(folder, look) {
	let value;
	try {
		value = JSON.parse((await look.manifestText(folder)).replace(/^\uFEFF/, ""));
	} catch {
		return [];
	}
	if (!isRecord(value)) return [];
	const { packageManager, devEngines } = value;
	const engines = isRecord(devEngines) ? [devEngines.packageManager].flat() : [];
	return [...named$3(typeof packageManager === "string" ? packageManager.split("@")[0] : null, "packageManager in package.json"), ...named$3(engines.every(hasName) ? engines[0]?.name : null, "devEngines.packageManager in package.json")];
}
function hasName(value) {
	return isRecord(value) && typeof value.name === "string";
}
async function rushed(folder) {
	const manager = await rushManager(folder);
	return manager === null ? [] : [{
		manager,
		from: `${manager}Version in rush.json`
	}];
}
function named$3(name, from) {
	const manager = managerNames.find((known) => known === name);
	return manager === void 0 ? [] : [{
		manager,
		from
	}];
}
function locked(names) {
	return lockfiles.flatMap(([file, manager]) => names.has(file) ? [{
		manager,
		from: file
	}] : []);
}

// src/pack/foreign-manifest.ts
/**
* Manifests that pnpm reads, packs and publishes where there is no package.json, and that the gate does not read.
* @see https://www.npmjs.com/package/@pnpm/read-project-manifest
*/
const foreignManifests = ["package.json5", "package.yaml"];
/** The name of the one that the folder holds; null when it holds none. */
async function foreignManifestIn(folder) {
	for (const name of foreignManifests) if (await access(join$1(folder, name)).then(() => true, () => false)) return name;
	return null;
}

// src/pack/discover.ts
/**
* What a target names: a ready tarball, the tarballs that a glob matches, one package, or every package of a workspace that is not
* private, the root too if it is one. `target` is relative to `folder`; `manager` overrides what the project names.
* Throws a CouldNotJudge when there is nothing to judge, or it cannot be read.
*/
async function discover(target, options = {}) {
	const { folder = ".", manager = null } = options;
	const path = resolve(folder, target);
	const facts = await stat(path).catch(() => null);
	if (facts === null) return {
		kind: "tarballs",
		files: await matchingTarballs(target, folder)
	};
	if (facts.isFile() && tarballName$1.test(path)) return {
		kind: "tarballs",
		files: [path]
	};
	if (!facts.isDirectory()) throw new NotATarball(target);
	const root = await realpath(path);
	const look = new Folders();
	const own = await isRushRoot(root) ? null : await readManifest(root, target, look);
	const { foldersAtOnce, workspaceFolders } = await import("./workspace.js");
	const members = await workspaceFolders(root, own?.value ?? {}, look);
	const role = members === null ? "alone" : "workspace-root";
	const shared = {
		root,
		manager,
		look,
		workspaceNeeds: /* @__PURE__ */ new Map()
	};
	const found = {
		packages: [],
		skippedPrivate: [],
		failures: []
	};
	if (own !== null) put(await roleOf({
		directory: root,
		...own
	}, {
		...shared,
		role
	}), found);
	const looked = await atOnce(members ?? [], foldersAtOnce, async (directory) => {
		try {
			return await roleOf({
				directory,
				...await readManifest(directory, relative(root, directory), look)
			}, {
				...shared,
				role: "member"
			});
		} catch (error) {
			return {
				kind: "failed",
				error
			};
		}
	});
	for (const each of looked) if (each.kind !== "failed") put(each, found);
	else if (each.error instanceof InvalidManifest) found.failures.push(each.error);
	else throw each.error;
	if (found.packages.length === 0) {
		const [failure] = found.failures;
		if (failure !== void 0) throw failure;
		if (found.skippedPrivate.length > 0) throw new PrivateOnly(target, found.skippedPrivate);
		throw new EmptyWorkspace(target, []);
	}
	return {
		kind: "packages",
		root,
		...found
	};
}
const tarballName$1 = /\.(tgz|tar\.gz)$/i;
/** The tarballs that a glob names. Throws TargetMissing when it is no glob, NoTarballMatches when it matches none. */
async function matchingTarballs(target, folder) {
	const { filesMatching, matchesFolders, parseGlob } = await import("./tarball-glob.js");
	const parsed = parseGlob(target);
	if (parsed === null) throw new TargetMissing(target);
	const base = resolve(folder, parsed.base);
	const tarballs = (await filesMatching(parsed.pattern, base)).filter((file) => tarballName$1.test(file)).sort();
	if (tarballs.length === 0) throw new NoTarballMatches(target, await matchesFolders(parsed.pattern, base));
	return tarballs;
}
function put(role, found) {
	if (role.kind === "package") found.packages.push(role.item);
	if (role.kind === "private") found.skippedPrivate.push(role.name);
}
async function roleOf({ directory, text, value }, context) {
	const folder = relative(context.root, directory);
	if (typeof value.name === "string") {
		const ofItsName = context.workspaceNeeds.get(value.name) ?? [];
		context.workspaceNeeds.set(value.name, [...ofItsName, ...neededNames(value)]);
	}
	if (value.private !== void 0 && typeof value.private !== "boolean") throw new InvalidManifest(join$1(folder, "package.json"), "has a \"private\" that is neither true nor false");
	if (value.private) {
		if (context.role === "workspace-root") return { kind: "nothing" };
		return {
			kind: "private",
			name: typeof value.name === "string" ? value.name : folder || "."
		};
	}
	const [named, versioned] = [value.name !== void 0, value.version !== void 0];
	if (context.role === "member" && !named && !versioned) return { kind: "nothing" };
	if (context.role === "workspace-root" && !(named && versioned)) return { kind: "nothing" };
	let manifest;
	try {
		manifest = parseManifest(text);
	} catch (error) {
		throw new InvalidManifest(join$1(folder, "package.json"), error instanceof Error ? error.message : "is not valid", error);
	}
	const folders = await foldersUp(directory, context.root, context.look);
	const detected = await detectManager(folders, context.manager, context.look);
	const projectRoot = detected.folder ?? context.root;
	return {
		kind: "package",
		item: {
			directory,
			manifest,
			manifestText: text,
			manager: detected.manager,
			projectRoot,
			workspaceNeeds: context.workspaceNeeds
		}
	};
}
/** package.json of a folder as it is, whatever it holds; `shown` names the folder in messages. Throws NoManifest or InvalidManifest. */
async function readManifest(folder, shown, look = new Folders()) {
	let text;
	try {
		text = await look.manifestText(folder);
	} catch (error) {
		const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
		const foreign = missing ? await foreignManifestIn(folder) : null;
		if (foreign !== null) throw new InvalidManifest(join$1(shown, foreign), "is a manifest that the gate does not read, and must become a package.json", error);
		throw missing ? new NoManifest(shown) : new InvalidManifest(join$1(shown, "package.json"), "cannot be read", error);
	}
	let value;
	const json = text.replace(/^\uFEFF/, "");
	try {
		value = JSON.parse(json);
	} catch (error) {
		throw new InvalidManifest(join$1(shown, "package.json"), `is not valid JSON${mistakeAt(json)}`, error);
	}
	if (!isRecord(value)) throw new InvalidManifest(join$1(shown, "package.json"), "is not a JSON object");
	return {
		text,
		value
	};
}
/**
* The folders whose lockfile or manifest may name the manager, the package's own first: up to the top of the repository, or
* to the target when there is none; a stray lockfile in the home folder says nothing.
*/
async function foldersUp(directory, root, look) {
	const folders = [];
	for (let folder = directory;; folder = dirname(folder)) {
		folders.push(folder);
		if ((await look.names(folder)).has(".git")) return folders;
		if (dirname(folder) === folder) break;
	}
	return folders.filter((folder) => pathWithin(root, folder) !== null);
}

// src/pack/source.ts
/**
* What the rules may know of a package's folder. Call it after packing: scripts may have changed package.json. `tracked` and
* `artifactList` come from the work tree as it was before. Synchronous, as `readRegularFile` is. Throws InvalidManifest or OutsideRepository.
*/
function gatherSource(packageFolder, { root, machinePaths }, tracked, artifactList, repositoryIsPublic = null, packedWith = null) {
	const folder = realFolder(packageFolder);
	const directory = pathWithin(root, folder);
	if (directory === null) throw new OutsideRepository(folder, root);
	return {
		directory,
		manifestText: manifestIn$2(join$1(folder, "package.json")),
		tracked,
		repositoryIsPublic,
		hasNpmignore: existsSync(join$1(folder, ".npmignore")),
		machinePaths,
		artifactList,
		packedWith
	};
}
function realFolder(folder) {
	try {
		return realpathSync.native(folder);
	} catch (error) {
		throw new InvalidManifest(join$1(folder, "package.json"), "is gone after packing", error);
	}
}
function manifestIn$2(file) {
	try {
		return readRegularFile(file);
	} catch (error) {
		throw new InvalidManifest(file, "is gone after packing", error);
	}
}
/** The builder's home, also with its links resolved, and the work tree. A bare `/` would be found everywhere. */
async function machinePathsOf(root) {
	const home = homeFolder();
	const homes = home === null ? [] : [home, await realpath(home).catch(() => home)];
	return [...new Set([...homes, root].map((path) => resolve(path)))].filter((path) => path.length > 1);
}
/** Null for a user without a home: Node throws when neither HOME nor the user database names one. */
function homeFolder() {
	try {
		return homedir() || null;
	} catch {
		return null;
	}
}
const firstList = "commit it (`tar -tzf x.tgz | sed 's#^[^/]*/##' | LC_ALL=C sort` prints that of a tarball that is right)";
/**
* The committed list of what ships; `file` is the policy's path, relative to the repository root. Call it before anything is packed: a
* script could write what it smuggles in into the list as well. Throws ArtifactListUnreadable.
*/
async function readArtifactList(repositoryRoot, file) {
	const root = await realpath(repositoryRoot);
	const path = resolve(root, file);
	const within = pathWithin(root, path);
	if (within === null || within === "") throw new ArtifactListUnreadable(file, "lies outside the repository");
	for (const [index] of within.split("/").entries()) {
		const part = within.split("/").slice(0, index + 1);
		const facts = await lstat(join$1(root, ...part)).catch(() => null);
		if (facts === null) throw new ArtifactListUnreadable(file, "does not exist", firstList);
		if (facts.isSymbolicLink()) throw new ArtifactListUnreadable(file, `is reached through the symbolic link ${part.join("/")}`);
	}
	const text = await readFile(path, "utf8").catch(() => null);
	if (text === null) throw new ArtifactListUnreadable(file, "is not a readable file");
	return {
		file,
		lines: text.replace(/^\uFEFF/, "").split("\n").map((raw, index) => ({
			text: raw.trim(),
			line: index + 1
		})).filter(({ text: entry }) => entry !== "" && !entry.startsWith("#"))
	};
}

// src/source.ts
/** For a tarball that nobody packed here. */
const noSource = {
	directory: null,
	manifestText: null,
	tracked: null,
	repositoryIsPublic: null,
	hasNpmignore: false,
	machinePaths: [],
	artifactList: null,
	packedWith: null
};

// src/by-command.ts
/** The pack command would run nowhere, and what it should have packed would go unjudged. */
var PackCommandIdle = class extends CouldNotJudge {
	kind = "pack-command-idle";
	constructor(targets) {
		super(`The pack command has no folder to run in, because no target is one (${targets.join(", ")}): name a folder, or take the command away.`);
	}
};
/** The pack command packs all that it packs at once, and only then is it known what that is. */
var PackCommandWhole = class extends CouldNotJudge {
	kind = "pack-command-whole";
	constructor(why) {
		super(`The pack command packs everything at once, so ${why} cannot choose what it packs: take one of the two away, or run the command before and name its tarballs as targets.`);
	}
};
/** The targets that the pack command packs, and those that it has nothing to do with: ready tarballs. Throws PackCommandIdle or PackCommandWhole. */
async function splitTargets({ targets, folder, packCommand, shard, changedOnly }) {
	if (packCommand === null) return {
		byCommand: [],
		others: targets
	};
	if (shard !== null) throw new PackCommandWhole("a shard");
	if (changedOnly !== null) throw new PackCommandWhole("what changed");
	const folders = /* @__PURE__ */ new Set();
	for (const target of targets) if ((await stat(resolve(folder, target)).catch(() => null))?.isDirectory()) folders.add(target);
	if (folders.size === 0) throw new PackCommandIdle(targets);
	return {
		byCommand: [...folders],
		others: targets.filter((target) => !folders.has(target))
	};
}
async function readTarget(target, request, plan) {
	const folder = resolve(request.folder, target);
	const packages = /* @__PURE__ */ new Map();
	for (const item of await packagesIn(folder)) {
		const { name } = item.manifest;
		packages.set(name, {
			item,
			plan: await plan({
				kind: "package",
				label: name,
				package: item
			})
		});
	}
	return {
		target,
		folder,
		packages,
		releases: await releaseInFile(request)
	};
}
/**
* Runs the pack command in a target folder and plans each tarball that it wrote. A tarball belongs to the package of the folder
* that has its name, and to none when there is no such package.
*/
async function planByCommand({ target, folder, packages, releases }, command, request, { plan, collected }) {
	const files = await runCommand(target, folder, command, request);
	const plans = [];
	const missing = new Set(packages.keys());
	for (const file of files) await collected.during(basename(file), null, async () => {
		const manifest = await peekManifest(file);
		const known = packages.get(manifest.name);
		missing.delete(manifest.name);
		const label = manifest.name;
		const packedFrom = known?.item ?? "elsewhere";
		const subject = {
			kind: "tarball",
			label,
			file,
			packedFrom
		};
		const planned = known?.plan ?? {
			...await plan(subject),
			releases
		};
		plans.push({
			...planned,
			subject,
			manifest
		});
	});
	if (missing.size > 0) collected.note(`The pack command wrote no tarball of ${[...missing].join(", ")}, so none was judged.`);
	return plans;
}
/** The folder's packages; none where there is nothing that a package manager could publish. */
async function packagesIn(folder) {
	try {
		const found = await discover(folder, { manager: "npm" });
		return found.kind === "packages" ? found.packages : [];
	} catch (error) {
		if ([
			NoManifest,
			PrivateOnly,
			EmptyWorkspace
		].some((kind) => error instanceof kind)) return [];
		throw error;
	}
}
async function runCommand(target, folder, command, request) {
	const { observer, destination, env, abort } = request;
	const title = `Packing ${target} with the pack command`;
	const lines = [];
	observer.progress(title);
	try {
		const log = (line) => lines.push(line);
		return await packByCommand({
			command,
			folder,
			destination,
			env,
			log,
			abort
		});
	} finally {
		showOutput(title, lines, request);
	}
}
/**
* What is known of a tarball of the pack command. The folder's package.json explains it only where it is the one that was packed:
* a command may well pack another one that it made.
*/
async function sourceByCommand(packedFrom, packed, list, repository, { repositoryIsPublic }) {
	if (packedFrom === "elsewhere") return {
		...noSource,
		repositoryIsPublic,
		machinePaths: repository.machinePaths
	};
	const tracked = await repository.tracked();
	const source = gatherSource(packedFrom.directory, repository, tracked, list, repositoryIsPublic);
	return {
		...source,
		manifestText: isManifest(source.manifestText, packed) ? source.manifestText : null
	};
}
function isManifest(text, packed) {
	try {
		return text !== null && isDeepStrictEqual(parseManifest(text), packed);
	} catch {
		return false;
	}
}

// src/pack/arrivals.ts
/** Milliseconds. */
const lookEvery = 50;
const tellEvery = 5e3;
/**
* Looks again and again into the folder into which a batch is packed. Returns what ends that; nothing is told after it. A look is
* synchronous: beside a manager that keeps every core at work, turns of the thread pool cost far more than the looking.
*/
function watch(folder, packages, tell) {
	const expected = new Map(packages.map((item) => [tarballName(item), item]));
	const sizes = /* @__PURE__ */ new Map();
	let untold = 0;
	const look = () => {
		const names = readdirSync(folder).filter((name) => /\.tgz$/i.test(name));
		for (const name of names) {
			const item = expected.get(name.toLowerCase());
			if (item === void 0) continue;
			const { size } = lstatSync(join$1(folder, name));
			const isSettled = sizes.get(name) === size;
			sizes.set(name, size);
			if (!isSettled) continue;
			expected.delete(name.toLowerCase());
			tell.arrived(item, join$1(folder, name));
		}
		untold += lookEvery;
		if (untold < tellEvery) return;
		untold = 0;
		tell.written(names.length);
	};
	const timer = setInterval(() => {
		try {
			look();
		} catch {}
	}, lookEvery);
	return () => clearInterval(timer);
}

// src/pack/batch.ts
/**
* Packs several packages in one process of their manager. Returns the tarballs of which it is certain that each is whole, is of its
* package, and that its scripts ended well; of what is missing nothing is known, and nothing is left on the disk.
* Throws a CouldNotJudge when the run was aborted or the folder for the tarballs lies inside a package.
*/
async function packBatch(packages, batching, pace, options) {
	const destination = await freshFolder(options.destination, packages.map(({ directory }) => directory));
	const { prepublishOnly, log, abort } = options;
	const env = packEnvironment(options.env);
	const stopWatching = watch(destination, packages, options);
	const job = {
		packages,
		pace,
		destination,
		prepublishOnly,
		env,
		log,
		abort
	};
	const wentWell = await batching.pack(job).finally(stopWatching);
	const found = await tarballsOf(packages, destination, pace !== null);
	const certain = found === null ? [] : certainOf(packages, found, wentWell, batching.isSequential);
	const kept = new Map(certain.flatMap((item) => {
		const file = found?.get(item);
		return file === void 0 ? [] : [[item, file]];
	}));
	await discardOthers(destination, new Set(kept.values()));
	return kept;
}
/**
* Each tarball of the folder with its package; null when a tarball is not a regular file, is of none of the packages or of one that has
* another: somebody had his hands in the folder, and it is no longer known whose. Where scripts ran, the name that a tarball carries inside
* tells. Where none did its own does, if it is the expected one: the judge holds the inside against it anyway.
*/
async function tarballsOf(packages, folder, scriptsRan) {
	const byFile = new Map(scriptsRan ? [] : packages.map((item) => [tarballName(item), item]));
	const byInside = new Map(packages.map((item) => [item.manifest.name, item]));
	const found = /* @__PURE__ */ new Map();
	for (const name of await readdir(folder)) {
		if (!/\.tgz$/i.test(name)) continue;
		const file = join$1(folder, name);
		if (!await isRegularFile(file)) return null;
		const item = byFile.get(name.toLowerCase()) ?? byInside.get(await nameInside(file));
		if (item === void 0 || found.has(item)) return null;
		found.set(item, file);
	}
	return found;
}
/** As npm and pnpm name the file; in lower case, for file systems that do not tell it from upper case. */
function tarballName({ manifest: { name, version } }) {
	return `${name}-${version}.tgz`.replace(/^@/, "").replaceAll(/[/\\]/g, "-").toLowerCase();
}
async function nameInside(file) {
	try {
		return (await peekManifest(file)).name;
	} catch (error) {
		if (error instanceof CouldNotJudge) return "";
		throw error;
	}
}
/**
* All of them when the manager says that all went well and all are there. When it failed, those before the last one that is there, with
* none missing in between: that last one may be whole and yet be the one whose postpack failed.
*/
function certainOf(packages, found, wentWell, isSequential) {
	if (wentWell) return found.size === packages.length ? packages : [];
	const firstMissing = packages.findIndex((item) => !found.has(item));
	const present = firstMissing === -1 ? packages.length : firstMissing;
	return isSequential && present === found.size ? packages.slice(0, Math.max(0, present - 1)) : [];
}
async function discardOthers(folder, kept) {
	if (kept.size === 0) return rm(folder, {
		recursive: true,
		force: true
	});
	for (const name of await readdir(folder)) {
		const file = join$1(folder, name);
		if (!kept.has(file)) await rm(file, {
			recursive: true,
			force: true
		});
	}
}

// src/pack/pieces.ts
/** Bounds what one failure costs: where the manager does not pack one after the other, all of them are packed again. */
const mostPackages = 250;
/** A command line has at most 8,191 characters on Windows, where npm is a batch file, and 128 KiB an argument elsewhere. */
const mostCharacters = process.platform === "win32" ? 6e3 : 1e5;
/** Looks which packages of each project its manager may pack together. Call it before any script has run. */
async function projectsOf(packages, managers, options) {
	const asked = /* @__PURE__ */ new Map();
	const found = /* @__PURE__ */ new Map();
	const job = {
		...options,
		env: packEnvironment(options.env),
		log: () => {}
	};
	const ask = async (item) => {
		const manager = managers(item.manager);
		const { batching } = manager;
		if (batching === void 0) return null;
		const members = await batching.members(item.projectRoot);
		if (members.size === 0) return null;
		const version = () => manager.version({
			...job,
			package: item
		});
		return {
			project: {
				manager,
				version,
				declared: await declaredVersion(manager.name, item.projectRoot),
				batching
			},
			members
		};
	};
	for (const item of packages) {
		const key = `${item.manager}\0${item.projectRoot}`;
		const answer = asked.get(key) ?? ask(item);
		asked.set(key, answer);
		const known = await answer;
		if (known === null || !known.members.has(item.directory) || !known.project.batching.admits(item)) continue;
		const own = scriptsOf(item);
		if (!(options.prepublishOnly && known.project.manager.scripts.publish.some((name) => own.has(name)))) found.set(item, known.project);
	}
	return (item) => found.get(item) ?? null;
}
/** Whether a manager of this version packs as its `Batching` says; one that tells no version says why for each package. */
async function canBatch({ batching, version }) {
	try {
		return batching.supports(await version());
	} catch (error) {
		if (error instanceof CouldNotJudge) return false;
		throw error;
	}
}
/** Packages whose scripts run, in the order in which they are packed: neighbours share a process where that keeps the order. */
function inOrder$1(packages, projectOf, dependencies) {
	return cut(packages, projectOf, (item, { project, packages: before }) => project === null ? false : project.batching.keepsOrder(item, before, dependencies));
}
/** Packages that do not need each other, spread over at most `parts` processes a project. The order is lost. */
function spread(packages, projectOf, parts, runsScripts) {
	const shared = /* @__PURE__ */ new Map();
	const alone = [];
	for (const item of packages) {
		const project = projectOf(item);
		if (project === null) alone.push({
			project,
			packages: [item]
		});
		else shared.set(project, [...shared.get(project) ?? [], item]);
	}
	return [...[...shared].flatMap(([{ batching }, items]) => {
		const fewest = runsScripts ? 1 : batching.fewest;
		const count = Math.max(1, Math.min(parts, Math.floor(items.length / fewest)));
		return Array.from({ length: count }, (_, hand) => items.filter((_, index) => index % count === hand)).flatMap((hand) => cut(hand, projectOf, () => true));
	}), ...alone];
}
function cut(packages, projectOf, mayJoin) {
	const pieces = [];
	for (const item of packages) {
		const project = projectOf(item);
		const last = pieces.at(-1);
		if (last !== void 0 && project !== null && last.project === project && last.hasRoom(item) && mayJoin(item, last)) last.add(item);
		else pieces.push(new GrowingPiece(project, item));
	}
	return pieces;
}
var GrowingPiece = class {
	project;
	packages = [];
	/** Names of tarballs, and of packages. */
	#taken = /* @__PURE__ */ new Set();
	#characters = 0;
	constructor(project, first) {
		this.project = project;
		this.add(first);
	}
	/** Two tarballs of one name would be one file; and no batch outgrows a command line. */
	hasRoom(next) {
		return this.packages.length < mostPackages && this.#characters + charactersFor(next) <= mostCharacters && !this.#taken.has(tarballName(next)) && !this.#taken.has(next.manifest.name);
	}
	add(item) {
		this.packages.push(item);
		this.#characters += charactersFor(item);
		this.#taken.add(tarballName(item)).add(item.manifest.name);
	}
};
/** What it takes of a command line, at most. */
function charactersFor({ directory }) {
	return directory.length + 16;
}

// src/pack/pack-all.ts
/**
* Packs every package and says of each what became of it: one that fails hides nothing of the others. First those whose scripts run, each
* after what it needs and no more at once than `concurrency`, because they may build what a neighbour ships; then the others, as many at
* once as there are processors. Where the manager can, one process packs many of them (`Batching`); what does not end there exactly
* as it should is packed again, in smaller batches and at last by itself, so that its failure is its own.
*/
async function packAll(packages, options) {
	const packing = new Packing(packages, options);
	await packing.run();
	return packing.packed;
}
/** Each looks for a few files. */
const askedAtOnce = 16;
var Packing = class {
	packed = /* @__PURE__ */ new Map();
	#packages;
	#options;
	/** Projects whose manager turned out to pack one package a process. */
	#unable = /* @__PURE__ */ new Set();
	constructor(packages, options) {
		this.#packages = packages;
		this.#options = options;
	}
	async run() {
		const { managers, concurrency } = this.#options;
		const [runs, found] = await Promise.all([atOnce(this.#packages, askedAtOnce, (item) => runsCode(item, managers(item.manager))), projectsOf(this.#packages, managers, this.#options)]);
		const scripted = this.#packages.filter((_, index) => runs[index]);
		const projectOf = (item) => {
			const project = found(item);
			return project !== null && this.#unable.has(project) ? null : project;
		};
		const paced = concurrency === 1 ? /* @__PURE__ */ new Set() : await this.#paced(scripted.map(projectOf));
		const isFirst = (item, index) => runs[index] || paced.has(projectOf(item));
		const first = this.#packages.filter(isFirst);
		const plain = this.#packages.filter((item, index) => !isFirst(item, index));
		const dependencies = dependenciesOf(this.#packages);
		if (concurrency === 1 || paced.size > 0) await this.#work(inOrder$1(sequenceOf(first, dependencies), projectOf, dependencies), concurrency, 1);
		else for (const stage of stagesOf(first, dependencies)) await this.#work(spread(stage, projectOf, concurrency, true), 1, concurrency);
		const processors = availableParallelism();
		await this.#work(spread(plain, projectOf, processors, false), null, processors);
	}
	/**
	* The projects whose manager paces itself, as its version tells. Asking for that takes a start of the manager, for which everything
	* waits only here, and not where the project names the version: should another one run, it is only slower.
	*/
	async #paced(projects) {
		const paced = /* @__PURE__ */ new Set();
		for (const project of new Set(projects)) {
			if (project === null) continue;
			const { batching, declared } = project;
			if (declared !== null && batching.supports(declared)) {
				if (batching.pacesItself(declared)) paced.add(project);
			} else if (!await canBatch(project)) this.#unable.add(project);
			else if (batching.pacesItself(await project.version())) paced.add(project);
		}
		return paced;
	}
	/** Works through the pieces in their order, as many of them at once as there are workers; `pace` is for the packages of one. */
	async #work(pieces, pace, workers) {
		await atOnce(pieces, workers, (piece) => this.#pack(piece, pace));
	}
	async #pack({ project, packages }, pace) {
		const [first, second] = packages;
		if (first === void 0) return;
		if (project === null || second === void 0) return this.#alone(first);
		if (this.#unable.has(project)) {
			for (const item of packages) await this.#alone(item);
			return;
		}
		const isCertain = await this.#together(project, packages, pace);
		const others = packages.filter((item) => !isCertain.has(item));
		const half = Math.ceil(others.length / 2);
		const cuts = isCertain.size > 0 ? [
			0,
			1,
			2
		] : [0, half];
		for (const [index, start] of cuts.entries()) await this.#pack({
			project,
			packages: others.slice(start, cuts[index + 1])
		}, pace);
	}
	/** Those that are packed for certain. */
	async #together(project, packages, pace) {
		if (this.#options.abort?.aborted) return /* @__PURE__ */ new Set();
		const { manager, version: versionOf, batching } = project;
		const { name } = manager;
		const title = `Packing ${packages.length} packages with ${name}`;
		const lines = [];
		this.#options.progress(title);
		try {
			const tarballOf = async (item, file) => ({
				file,
				folder: item.directory,
				manager: {
					name,
					version: await versionOf()
				}
			});
			const options = {
				...this.#options,
				log: (line) => lines.push(line),
				arrived: (item, file) => void tarballOf(item, file).then((tarball) => this.#options.arrived(item, tarball), () => {}),
				written: (count) => this.#options.progress(`Packed ${this.packed.size + count} of ${this.#packages.length} so far`)
			};
			const [tarballs, isAble] = await Promise.all([packBatch(packages, batching, pace, options), canBatch(project)]);
			if (!isAble) {
				this.#unable.add(project);
				return /* @__PURE__ */ new Set();
			}
			for (const [item, file] of tarballs) this.#keep(item, await tarballOf(item, file));
			this.#tellHowMany(packages.length - tarballs.size);
			return new Set(tarballs.keys());
		} catch (error) {
			if (error instanceof CouldNotJudge) return /* @__PURE__ */ new Set();
			throw error;
		} finally {
			if (!this.#unable.has(project)) this.#options.output(title, lines);
		}
	}
	async #alone(item) {
		const { managers, progress, output, abort } = this.#options;
		const title = `Packing ${item.manifest.name} with ${item.manager}`;
		const lines = [];
		try {
			abort?.throwIfAborted();
			progress(title);
			const options = {
				...this.#options,
				manager: managers(item.manager),
				log: (line) => lines.push(line)
			};
			this.#keep(item, await pack(item, options).finally(() => output(title, lines)));
		} catch (error) {
			if (!(error instanceof CouldNotJudge)) throw error;
			this.packed.set(item, error);
		}
		this.#tellHowMany(0);
	}
	#keep(item, tarball) {
		this.packed.set(item, tarball);
		this.#options.arrived(item, tarball);
	}
	/** `again`: how many are packed once more, because their batch did not end as it should. */
	#tellHowMany(again) {
		const [done, total] = [this.packed.size, this.#packages.length];
		if (total === 1) return;
		const more = again === 0 ? "" : `; the batch did not end well, so ${again} are packed again in smaller ones`;
		this.#options.progress(`Packed ${done} of ${total}${more}`);
	}
};

// src/plan.ts
var TargetOutside = class extends CouldNotJudge {
	kind = "target-outside";
};
/** Reads what must be known of a subject before anything is packed. */
async function plan(subject, request, { root }, loaded, basePolicy) {
	const isPackage = subject.kind === "package";
	const directory = isPackage ? pathWithin(root, subject.package.directory) : null;
	if (isPackage && directory === null) throw new TargetOutside(`${subject.package.directory} lies outside ${root}: run the gate inside its repository.`);
	const manifest = isPackage ? subject.package.manifest : await manifestInside(subject.file, request, loaded, basePolicy);
	const listOf = async (policy) => isPackage && policy.list !== null ? readArtifactList(root, policy.list.value) : null;
	if (manifest === null) return {
		subject,
		manifest,
		list: null,
		base: null,
		releases: /* @__PURE__ */ new Map(),
		audience: null
	};
	const policy = policyFor(loaded, manifest, request);
	const list = await listOf(policy);
	const audience = isPackage ? policy.audience : null;
	if (basePolicy === null) return {
		subject,
		manifest,
		list,
		base: null,
		releases: await releasesFor(subject, manifest, [policy], request),
		audience
	};
	const before = await basePolicy.resolve({
		manifest,
		directory,
		audience: request.audience
	});
	const baseList = await listOf(before).catch((error) => {
		if (error instanceof CouldNotJudge) return null;
		throw error;
	});
	const releases = await releasesFor(subject, manifest, [policy, before], request);
	return {
		subject,
		manifest,
		list,
		base: {
			policy: before,
			list: baseList
		},
		releases,
		audience
	};
}
async function releasesFor(subject, manifest, policies, request) {
	if (subject.kind === "tarball" && subject.packedFrom !== void 0) return /* @__PURE__ */ new Map();
	const names = /* @__PURE__ */ new Set([manifest.name]);
	if (subject.kind === "package") {
		const { otherName } = packageManager(subject.package.manager);
		names.add(otherName?.(manifest) ?? manifest.name);
	}
	const folder = subject.kind === "package" ? subject.package.directory : dirname(subject.file);
	return releasesOf(manifest, names, folder, policies, request);
}
/** Packs whatever is a package, and says of each what became of it. */
function packPackages(plans, { destination, prepublishOnly, env, abort, observer }, { packConcurrency }, arrived) {
	const packages = plans.flatMap(({ subject }) => subject.kind === "package" ? [subject.package] : []);
	return packAll(packages, {
		managers: packageManagers(),
		concurrency: packConcurrency,
		destination,
		prepublishOnly,
		env,
		abort,
		progress: (message) => observer.progress(message),
		arrived,
		output: (title, lines) => showOutput(title, lines, {
			env,
			observer
		})
	});
}
/** Looks at what is there to judge once it is packed. Throws the failure of a package that could not be packed. */
async function prepare(each, packed, request, repository) {
	const { subject, list, manifest: known } = each;
	if (subject.kind === "tarball") {
		const { file, packedFrom } = subject;
		if (packedFrom === void 0) return {
			...each,
			file,
			source: noSource
		};
		const source = await sourceByCommand(packedFrom, known, list, repository, request);
		return {
			...each,
			file,
			source
		};
	}
	const tarball = packed.get(subject.package);
	if (tarball === void 0) throw new Error(`${subject.label} was not packed`);
	if (tarball instanceof CouldNotJudge) throw tarball;
	const { repositoryIsPublic } = request;
	expectStillThere(tarball, subject.label);
	const tracked = await repository.tracked();
	const source = gatherSource(tarball.folder, repository, tracked, list, repositoryIsPublic, tarball.manager);
	const onDisk = parseManifest(source.manifestText ?? "");
	const manifest = await packedManifest(tarball.file, onDisk, packageManager(subject.package.manager));
	return {
		...each,
		file: tarball.file,
		manifest,
		source
	};
}
/**
* The manifest of a ready tarball, when the policy or the baseline depends on it. It costs a second walk up to package.json, which a
* policy that is the same for every package need not pay (and no change is judged): then null.
*/
async function manifestInside(file, { baseline }, loaded, basePolicy) {
	const named = baseline?.kind === "latest" || baseline?.kind === "version";
	const compared = loaded.resolve({
		name: "",
		audience: "public"
	}).limits.growth !== null;
	return named || compared || loaded.dependsOnPackage || basePolicy !== null ? peekManifest(file) : null;
}
/** The policy in force for a package, for whom it is meant. */
function policyFor(loaded, manifest, { audience: input }) {
	return loaded.resolve({
		name: manifest.name,
		audience: audienceOf({
			input,
			manifest
		})
	});
}

// src/changed-only.ts
/**
* The packages that changed since the base commit: their own files did, or those of a package of the workspace that they depend on,
* directly or not. A file of no package changes all of them, and so does the policy: rather a package too many than one too few. A ready
* tarball is always judged. Throws ChangesUnknown.
*/
async function changedSubjects(subjects, surroundings) {
	const { request, repository } = surroundings;
	if (request.changedOnly === null) return {
		subjects: subjects.found,
		note: null
	};
	const packages = subjects.found.filter(({ kind }) => kind === "package").length;
	const { since } = request.changedOnly;
	if (since === null) {
		const note = `There is no earlier commit to compare with, so ${all(packages)} judged.`;
		return {
			subjects: subjects.found,
			note
		};
	}
	const changes = await changesSince(repository.root, since, request.env);
	const commit = short(changes.commit);
	const reason = changeOfAll(subjects.members, changes, surroundings);
	if (reason !== null) {
		const note = `${reason} changed since ${commit}, so ${all(packages)} judged.`;
		return {
			subjects: subjects.found,
			note
		};
	}
	const changed = changedFolders(subjects.members, changes, repository.root);
	const chosen = subjects.found.filter((each) => each.kind === "tarball" || changed.has(each.package.directory) || isListChanged(each.package.manifest, changes, surroundings));
	const left = subjects.found.length - chosen.length;
	const unchanged = `none of ${count(packages, "package")} changed since ${commit}`;
	if (left === packages && packages > 0) return {
		subjects: chosen,
		note: chosen.length === 0 ? `There is nothing to judge: ${unchanged}.` : `${capital(unchanged)}.`
	};
	const verb = left === 1 ? "was" : "were";
	return {
		subjects: chosen,
		note: left === 0 ? `${capital(all(packages))} judged, because each of them changed since ${commit}.` : `${left} of ${count(packages, "package")} ${verb} left out, because nothing that belongs to them changed since ${commit}.`
	};
}
function all(packages) {
	return packages === 1 ? "the one package is" : `all ${count(packages, "package")} are`;
}
function capital(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
/** What changed that concerns every package, as the beginning of a sentence; null when nothing did. */
function changeOfAll(members, { paths }, { repository, policyPaths }) {
	const ofPolicy = [...paths].filter((path) => [...policyPaths].some((each) => holds(path, each)));
	if (ofPolicy.length > 0) return `The policy (${some(ofPolicy, 3)})`;
	const folders = foldersOf$3(members, repository.root);
	const ofNobody = [...paths].filter((path) => folders.every(({ folder }) => !holds(folder, path)));
	return ofNobody.length > 0 ? `What belongs to no package (${some(ofNobody, 3)})` : null;
}
/** The members that own what lies in their folder. A workspace's own folder holds everybody's files. */
function foldersOf$3(members, root) {
	return members.flatMap((member) => {
		const folder = pathWithin(root, member.directory);
		return folder === null || member.isRoot ? [] : [{
			folder,
			member
		}];
	});
}
/** Also for the folder itself, which is how git names a submodule. */
function holds(folder, path) {
	return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
/** Absolute folders of the packages that changed, or that depend on one that did. */
function changedFolders(members, changes, root) {
	const paths = [...changes.paths, ...changes.repositories];
	const changed = new Set(foldersOf$3(members, root).filter(({ folder }) => paths.some((path) => holds(folder, path))).map(({ member }) => member.directory));
	if (changed.size > 0) {
		for (const { isRoot, directory } of members) if (isRoot) changed.add(directory);
	}
	const dependents = dependentsOf(members);
	for (const directory of changed) for (const each of dependents.get(directory) ?? []) changed.add(each);
	return changed;
}
const dependencyFields = [
	"dependencies",
	"devDependencies",
	"peerDependencies",
	"optionalDependencies"
];
/** For each folder those that name it as a dependency, whatever version they ask for. */
function dependentsOf(members) {
	const byName = /* @__PURE__ */ new Map();
	for (const { manifest, directory } of members) byName.set(manifest.name, [...byName.get(manifest.name) ?? [], directory]);
	const dependents = /* @__PURE__ */ new Map();
	for (const { manifest, directory } of members) for (const field of dependencyFields) {
		if (!isRecord(manifest[field])) continue;
		for (const [name, spec] of stringsOf(manifest[field])) {
			const folders = [...byName.get(name) ?? [], ...namedBy(spec, directory, byName)];
			for (const folder of folders) dependents.set(folder, [...dependents.get(folder) ?? [], directory]);
		}
	}
	return dependents;
}
/**
* The folders that a specifier names by another name than the dependency's own: an alias, or a path.
* @see https://pnpm.io/workspaces (aliases), https://docs.npmjs.com/cli/configuring-npm/package-json#local-paths
*/
function namedBy(spec, directory, byName) {
	const [, alias] = /^(?:workspace|npm):(@?[^@]+)@/.exec(spec) ?? [];
	if (alias !== void 0) return byName.get(alias) ?? [];
	const [, written] = /^(?:file|link|portal|workspace):(.*)$/is.exec(spec) ?? /^([./].*)$/s.exec(spec) ?? [];
	if (written === void 0) return [];
	return [written, decoded(written)].map((path) => resolve(directory, path));
}
function decoded(path) {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
/** The package's artifact list changed, wherever it lies. */
function isListChanged(manifest, { paths }, { loaded, request }) {
	try {
		const list = policyFor(loaded, manifest, request).list?.value;
		return list !== void 0 && paths.has(posix.normalize(list));
	} catch (error) {
		if (error instanceof CouldNotJudge) return true;
		throw error;
	}
}

// src/rules/bundled.ts
/**
* Names of the dependencies that package.json bundles; empty when there are none. `true` stands for all of them.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#bundledependencies
*/
function bundledNames(manifest) {
	const listed = listOf(manifest.bundleDependencies) ?? listOf(manifest.bundledDependencies) ?? false;
	return listed === true ? neededBy(manifest) : listed === false ? [] : listed;
}
/** Null for what is no list of names and no boolean. */
function listOf(value) {
	if (typeof value === "boolean") return value;
	return Array.isArray(value) && value.every((name) => typeof name === "string") ? value : null;
}
/** Package at the root of whose folder the path lies, when that is `node_modules` of the package itself. */
function installedName(path) {
	return /^node_modules\/(@[^/]+\/[^/]+|[^@./][^/]*)\//.exec(path)?.[1] ?? null;
}
/**
* Folder of an installed package, at any depth, when the path is its package.json: in any letter case, because a disk that does not
* tell case gives the file under its usual name.
*/
function installedFolder(path) {
	if ((path.charCodeAt(path.length - 1) | 32) !== 110) return null;
	return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/package\.json$)/iu.exec(path)?.[0] ?? null;
}
/**
* Which folders of the root `node_modules` are there because the manifest bundles them: the dependencies it names and all
* that those need, as the bundled manifests say. Show it every entry, then ask.
*/
var BundledDependencies = class {
	/** Folder of the root `node_modules` \u2192 names that the packages in it need. */
	#needs = /* @__PURE__ */ new Map();
	read(entry) {
		if (entry.kind !== "file" || !/^node_modules\/.*(?<=\/)package\.json$/.test(entry.path)) return;
		const name = installedName(entry.path);
		if (name === null) return;
		const known = this.#needs.get(name) ?? /* @__PURE__ */ new Set();
		for (const need of neededBy(parsed(entry.text()))) known.add(need);
		this.#needs.set(name, known);
	}
	namesFor(manifest) {
		const found = new Set(bundledNames(manifest));
		for (const name of found) for (const need of this.#needs.get(name) ?? []) found.add(need);
		return found;
	}
};
function neededBy(manifest) {
	if (!isRecord(manifest)) return [];
	const { dependencies, optionalDependencies, peerDependencies } = manifest;
	return [
		dependencies,
		optionalDependencies,
		peerDependencies
	].flatMap((map) => isRecord(map) ? Object.keys(map) : []);
}
function parsed(text) {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return null;
	}
}

// src/rules/path-pattern.ts
/** Endings are looked up from the last dots only, so that a name of a million dots costs nothing. `.test.js.map` has three. */
const mostDots = 4;
function compilePatterns(lists) {
	const claiming = new PathIndex();
	const sparing = new PathIndex();
	for (const [list, { patterns, anyCase }] of lists.entries()) for (const [rank, written] of patterns.entries()) for (const text of expandBraces(written)) {
		const compiled = compile$1(text, {
			list,
			rank,
			written,
			text,
			anyCase
		});
		(compiled.negated ? sparing : claiming).add(compiled);
	}
	return (given) => {
		const path = given.slice(-4096);
		const hits = claiming.find(path);
		if (hits.length === 0) return [];
		const spared = sparing.find(path);
		const matches = [];
		for (const [list, { owner }] of lists.entries()) {
			const after = lastRank(spared, list);
			const first = hits.filter((hit) => hit.list === list && hit.rank > after).reduce((best, hit) => best && best.rank < hit.rank ? best : hit, null);
			if (first !== null) matches.push({
				owner,
				pattern: first.text,
				written: first.written
			});
		}
		return matches;
	};
}
function lastRank(hits, list) {
	return hits.reduce((last, hit) => hit.list === list ? Math.max(last, hit.rank) : last, -1);
}
var PathIndex = class {
	#files = new NameIndex();
	#folders = new NameIndex();
	#known = /* @__PURE__ */ new Map();
	add(pattern) {
		(pattern.folder ? this.#folders : this.#files).add(pattern);
	}
	find(path) {
		const slash = path.lastIndexOf("/");
		const own = this.#files.find(path.slice(slash + 1), path);
		if (slash === -1) return own;
		const inherited = this.#ofFolder(path.slice(0, slash));
		return inherited.length === 0 ? own : [...inherited, ...own];
	}
	/** Remembered, because the files of one folder ask again and again. */
	#ofFolder(folder) {
		const known = this.#known.get(folder);
		if (known !== void 0) return known;
		const slash = folder.lastIndexOf("/");
		const above = slash === -1 ? [] : this.#ofFolder(folder.slice(0, slash));
		const own = this.#folders.find(folder.slice(slash + 1), folder);
		const hits = own.length === 0 ? above : [...above, ...own];
		if (this.#known.size >= mostKnown) this.#known.clear();
		this.#known.set(folder, hits);
		return hits;
	}
};
/** Folders, and names, whose answer is remembered. The matcher lives as long as the process, so there must be an end. */
const mostKnown = 2e4;
/** Patterns by a piece of their last name, so that one name is compared with the few that could match it. Keys are folded. */
var NameIndex = class {
	#exact = /* @__PURE__ */ new Map();
	/** By the text from one of its last dots on, `.tar.gz` of `*.tar.gz`. */
	#endings = /* @__PURE__ */ new Map();
	/** By the first two characters, or the only one before a wildcard. */
	#beginnings = /* @__PURE__ */ new Map();
	/** By the last two characters, or the only one behind a wildcard. */
	#lasts = /* @__PURE__ */ new Map();
	#known = /* @__PURE__ */ new Map();
	add(pattern) {
		const { start, end } = pattern;
		const ending = /^\*[^*?[\].]*(\.[^*?[\]]+)$/.exec(pattern.name.toLowerCase())?.[1];
		if (pattern.nameGlob === null) push(this.#exact, start, pattern);
		else if (ending !== void 0) push(this.#endings, ending, pattern);
		else if (start !== "") push(this.#beginnings, pairOf(start, 0, 1), pattern);
		else if (end !== "") push(this.#lasts, pairOf(end, end.length - 1, end.length - 2), pattern);
		else throw new Error(`The pattern ${pattern.written} begins and ends with a wildcard.`);
	}
	/** The patterns that match a path with this last name. */
	find(name, path) {
		const hits = this.#byName(name);
		return hits.length === 0 ? none$1 : hits.filter((pattern) => fitsPath(pattern, path));
	}
	/** Those whose own last name matches. Remembered, because the same names come again in folder after folder. */
	#byName(name) {
		const known = this.#known.get(name);
		if (known !== void 0) return known;
		const folded = name.toLowerCase();
		const end = folded.length - 1;
		let hits = take(none$1, this.#exact.get(folded), name, folded);
		for (let dot = folded.lastIndexOf("."), left = mostDots; dot > -1 && left > 0; left--) {
			hits = take(hits, this.#endings.get(folded.slice(dot)), name, folded);
			dot = dot === 0 ? -1 : folded.lastIndexOf(".", dot - 1);
		}
		hits = take(hits, this.#beginnings.get(pairOf(folded, 0, 1)), name, folded);
		hits = take(hits, this.#beginnings.get(pairOf(folded, 0, -1)), name, folded);
		hits = take(hits, this.#lasts.get(pairOf(folded, end, end - 1)), name, folded);
		hits = take(hits, this.#lasts.get(pairOf(folded, end, -1)), name, folded);
		if (this.#known.size >= mostKnown) this.#known.clear();
		this.#known.set(name, hits);
		return hits;
	}
};
/** Two characters as a number; what is not there counts as none. */
function pairOf(text, one, other) {
	return (text.charCodeAt(one) || 0) + 65536 * (text.charCodeAt(other) || 0);
}
const none$1 = [];
/** `hits` and those of the candidates that match. */
function take(hits, candidates, name, folded) {
	if (candidates === void 0) return hits;
	let found = hits;
	for (let place = 0; place < candidates.length; place++) {
		const pattern = candidates[place];
		if (pattern !== void 0 && fitsName(pattern, name, folded)) found = [...found, pattern];
	}
	return found;
}
function fitsName(pattern, name, folded) {
	const { start, end, inner } = pattern;
	if (!folded.startsWith(start) || !folded.endsWith(end) || !folded.includes(inner)) return false;
	const spelled = pattern.anyCase ? folded : name;
	return pattern.nameGlob === null ? pattern.name === spelled : pattern.nameGlob(spelled);
}
function fitsPath({ pathGlob, anyCase }, path) {
	return pathGlob === null || pathGlob(anyCase ? path.toLowerCase() : path);
}
function push(map, key, value) {
	const values = map.get(key);
	if (values === void 0) map.set(key, [value]);
	else values.push(value);
}
function compile$1(text, origin) {
	const negated = text.startsWith("!");
	const folder = text.endsWith("/");
	let body = text.slice(negated ? 1 : 0, folder ? -1 : void 0);
	if (origin.anyCase) body = body.toLowerCase();
	const rooted = body.startsWith("/");
	if (rooted) body = body.slice(1);
	const name = body.slice(body.lastIndexOf("/") + 1);
	const folded = name.toLowerCase();
	return {
		...origin,
		negated,
		folder,
		name,
		.../[*?[]/.test(name) ? {
			nameGlob: globOf$1(name),
			...literalPieces(folded)
		} : {
			nameGlob: null,
			start: folded,
			end: folded,
			inner: folded
		},
		pathGlob: rooted ? globOf$1(body) : body === name ? null : globOf$1(`**/${body}`)
	};
}
function literalPieces(folded) {
	return {
		start: /^[^*?[]*/.exec(folded)?.[0] ?? "",
		end: /[^*?\]]*$/.exec(folded)?.[0] ?? "",
		inner: folded.split(/\[[^\]]*\]|[*?]/).reduce((longest, piece) => piece.length > longest.length ? piece : longest, "")
	};
}
/** Compiled with the first path that it is asked of: hardly any of the hundreds ever is. */
function globOf$1(pattern) {
	let compiled = null;
	return (path) => {
		compiled ??= compileGlobs([pattern]);
		return compiled(path);
	};
}
/** `{a,b}` groups, which may hold dots and nothing nested. */
function expandBraces(pattern) {
	const group = pattern.includes("{") ? /^(.*)\{([^{}]*)\}(.*)$/.exec(pattern) : null;
	if (group === null) return [pattern];
	const [, before = "", choices = "", after = ""] = group;
	return choices.split(",").flatMap((choice) => expandBraces(before + choice + after));
}

// src/rules/path-rows.ts
/** A template's own dotfiles are the product of the package that carries it. */
const templates = ["!{template,templates,template-*}/"];
const code$3 = "js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,map,css,py,rb,go,rs";
/** What version control, package managers, builds, tests and running programs leave. */
const buildRows = [
	{
		id: "vcs-data",
		title: "Version control data",
		catches: "Folders and files of Git (bare repositories and work trees beside the main one as well), Mercurial, Subversion, CVS, Bazaar, Darcs, Fossil, Jujutsu, Pijul and Sapling, whole or in part: a package manager that always adds files by name (CHANGELOG) takes them out of `.git` as well. Left alone: .gitignore and its like (see dev-config), .gitkeep, bare repositories that are fixtures of tests.",
		incident: "electron-cgi 1.0.4 shipped its whole repository: config, hooks, every object. bpmn-js 3.4.0 shipped two files below `.git`, because a branch was called CHANGELOG.",
		fix: "List what ships in `files` of package.json; take whole folders, never `.`, and upgrade the package manager when it picks names out of `.git`.",
		says: "version control data",
		patterns: [
			"?*.git/{HEAD,packed-refs}",
			"?*.git/{objects,refs,hooks,logs}/",
			"!{test,tests,__tests__,fixtures,__fixtures__}/",
			".git/",
			".git",
			".hg/",
			".svn/",
			"CVS/{Entries,Repository,Root,Tag}",
			".bzr/",
			"_darcs/",
			".{jj,pijul,sl,worktrees}/",
			".{hgtags,fslckout}",
			"_FOSSIL_"
		]
	},
	{
		id: "package-manager-data",
		title: "Package manager data",
		catches: "Installed dependencies (`node_modules` that package.json does not bundle), offline caches, stores and state of npm, yarn, pnpm, bun and bower. A lock file is a warning only: no consumer's package manager reads it, but it tells every development dependency. Left alone: npm-shrinkwrap.json, which is meant to ship, the dependencies named by `bundleDependencies` with theirs, and `node_modules` below a folder of tests (see test-file).",
		incident: "resolve-typescript-plugin 2.0.0 weighed 55 MB packed: `.yarn/` with its cache, releases and install state was inside. mapbox-gl 1.9.1 shipped `src/style-spec/node_modules`, 144 files.",
		fix: "List what ships in `files` of package.json. When a dependency must travel inside the tarball, name it in `bundleDependencies`.",
		says: "package manager data",
		patterns: [
			"node_modules/",
			"bower_components/",
			"jspm_packages/",
			".yarn/",
			".yarn-cache/",
			".pnp.{cjs,js,loader.mjs,data.json}",
			".pnpm/",
			".pnpm-store/",
			".modules.yaml",
			".npm/",
			"_cacache/",
			"_npx/",
			".yarn-integrity",
			".yarn-metadata.json",
			".yarn-tarball.tgz",
			".package-lock.json",
			".yalc/",
			"yalc.lock",
			".lerna_backup/",
			"package-lock.json",
			"yarn.lock",
			"pnpm-lock.yaml",
			"{bun.lock,bun.lockb,deno.lock}",
			"!{test,tests,__tests__,fixtures,__fixtures__,test-fixtures}/**/node_modules/",
			...templates,
			"{template,templates,template-*}/**/node_modules/"
		],
		mild: {
			patterns: [
				"package-lock.json",
				"yarn.lock",
				"pnpm-lock.yaml",
				"{bun.lock,bun.lockb,deno.lock}"
			],
			says: "a lock file, which no consumer's package manager reads"
		},
		anyCase: true,
		quietInBundled: true
	},
	{
		id: "build-cache",
		title: "Build cache",
		catches: "Folders and files in which build tools, linters and test runners keep what they will want again on this machine, and what they leave when they are interrupted.",
		incident: "The packages of Jest 29.4.0 (January 2023) each carried an `.eslintcache`; nano-memoize 3.0.8 (April 2023) unpacked to 2.2 MB with its `.parcel-cache` and to 91 kB without.",
		fix: "Exclude it in `files` of package.json, or better: list only the folder that the build writes.",
		says: "a build cache",
		patterns: [
			".{cache,parcel-cache,turbo,nx,nuxt,svelte-kit,angular,astro,docusaurus,vite,vitepress-cache,swc,webpack,wireit,lage}/",
			".{rpt2_cache,rollup.cache,fusebox,sass-cache,grunt,jest-cache,babel-cache,tap,stryker-tmp,temp,tmp,serverless,wrangler}/",
			".{vercel,netlify,firebase,expo,gradle,cxx,dart_tool,zig-cache,terraform,pytest_cache,mypy_cache,ruff_cache}/",
			".{tsup,rspack-cache,cache-loader,linaria-cache,react-router,vinxi,contentlayer,quasar,umi,umi-production,dumi,tamagui,mastra,langgraph_api,vitest,vitest-attachments}/",
			".{node-gyp,venv,tox,eggs,direnv,devenv,vagrant,rush,bundle,stack-work,bloop,metals,ccls-cache,ipynb_checkpoints}/",
			".next/{cache,trace}/",
			".moon/cache/",
			"target/{debug,release}/{.fingerprint,build,deps,incremental}/",
			".rustc_info.json",
			"*.egg-info/",
			"CACHEDIR.TAG",
			".rts2_cache*/",
			"__pycache__/",
			"*.pyc",
			"CMakeFiles/",
			"CMakeCache.txt",
			"DerivedData/",
			".{eslintcache,stylelintcache,prettiercache,oxlintcache,biomecache,ultra.cache.json,php-cs-fixer.cache,phpunit.result.cache}",
			".metro-health-check*",
			"{vite,vitest,rollup,tsup,tsdown,unocss}.config.{js,mjs,cjs,ts,mts,cts}.timestamp-*",
			"{vite,vitest,rollup,tsup,tsdown,unocss}.config.bundled_*"
		]
	},
	{
		id: "build-metadata",
		title: "Build metadata",
		catches: "What a compiler or bundler notes for itself: TypeScript's incremental state, node-gyp's makefiles and dependency lists, object files, bundle statistics. They hold absolute paths, the names of all sources, sometimes the sources. Left alone: compiled addons (`*.node`), prebuilds, binding.gyp, tsdoc-metadata.json.",
		incident: "puppeteer 7.0.0 shipped four `.tsbuildinfo` files. serialport 2.0.2 shipped node-gyp's `build/`, in which the path of a dependency list spells out a developer's home folder.",
		fix: "Send it elsewhere (`tsBuildInfoFile` in tsconfig.json), or exclude it in `files` of package.json.",
		says: "build metadata",
		patterns: [
			"*.tsbuildinfo",
			"build/config.gypi",
			"build/Makefile",
			"build/binding.Makefile",
			"build/gyp-{mac,flock,win}-tool",
			"build/*.target.mk",
			"build/*.vcxproj",
			"build/*.vcxproj.filters",
			"build/binding.sln",
			"build/{Release,Debug}/.deps/",
			"build/{Release,Debug}/obj.target/",
			"build/{Release,Debug}/obj/",
			"build/node_gyp_bins/",
			"*.o.d",
			"*.{o,lo,la,gch,ilk,idb}",
			"*.tlog",
			"*.lastbuildstate",
			".ninja_{deps,log}",
			"compile_commands.json",
			"{webpack-stats,stats-webpack,rollup-stats,bundle-stats,esbuild-meta,metafile}.json",
			"{bundle-analyzer-report,bundle-stats,rollup-stats}.html",
			"metafile-{cjs,esm,iife}.json"
		],
		mild: {
			patterns: [
				"{webpack-stats,stats-webpack,rollup-stats,bundle-stats,esbuild-meta,metafile}.json",
				"{bundle-analyzer-report,bundle-stats,rollup-stats}.html",
				"metafile-{cjs,esm,iife}.json"
			],
			says: "a bundler's statistics, which name every source file"
		}
	},
	{
		id: "coverage",
		title: "Coverage report",
		catches: "Coverage data and reports of Istanbul, nyc, c8, V8, lcov, gcov, LLVM and JaCoCo. A report shows the source line by line. Left alone: code in a folder that happens to be called coverage.",
		incident: "http-proxy 1.17.0 shipped `coverage/lcov-report/` and `.nyc_output/`, more files than it has of its own.",
		fix: "Exclude `coverage` in `files` of package.json, or list only what the package is made of.",
		says: "coverage data",
		patterns: [
			"coverage/",
			`!coverage/**/*.{${code$3}}`,
			"lcov-report/",
			"coverage/{prettify,sorter,block-navigation}.js",
			"coverage/{base,prettify}.css",
			".nyc_output/",
			".c8_output/",
			".v8-coverage/",
			"htmlcov/",
			".coverage",
			"lcov.info",
			"*.lcov",
			"coverage-final.json",
			"coverage-summary.json",
			"{cobertura-coverage,cobertura,clover,jacoco,coverage}.xml",
			"/coverage.{json,txt}",
			".{coverage.*,coveragerc}",
			"*.{gcda,gcno,gcov,profraw,profdata}",
			"jacoco.exec"
		],
		quietInBundled: true
	},
	{
		id: "log-file",
		title: "Log file",
		catches: "Logs of package managers, builds, servers and crashes, rotated ones included, and the folders of profilers.",
		incident: "ember-fetch 8.0.3, react-monaco-editor 0.22.0 and react-grid-layout 1.5.3 shipped `yarn-error.log`: with the environment's paths, the registry settings and the whole lock file in it.",
		fix: "Delete the file and exclude `*.log` in `files` of package.json.",
		says: "a log",
		patterns: [
			"*.log",
			"*.log.{gz,old,bak}",
			"*.log.{0,1,2,3,4,5,6,7,8,9}",
			"npm-debug.log*",
			"yarn-{error,debug}.log*",
			"nohup.out",
			"{error,access}_log",
			"{stdout,stderr,output,build,error,errors,debug,test}.log.txt",
			"logs/*.txt",
			"/{log,logs,stdout,stderr}.txt",
			"rush-logs/",
			".{pm2,clinic}/",
			"*.clinic-{doctor,flame,bubbleprof,heapprofiler}/",
			"*.crash"
		],
		anyCase: true,
		quietInBundled: true
	}
];

// src/rules/path-rows-tooling.ts
const script = "js,mjs,cjs,jsx,ts,mts,cts,tsx";
const config = "js,mjs,cjs,ts,mts,cts,json,jsonc";
/** What works on the package and is no part of it: rows that `recommended` puts at a warning. */
const toolingRows = [
	{
		id: "test-file",
		title: "Tests and fixtures",
		catches: "Folders of tests, mocks, snapshots, fixtures and results of test runs, and files called `*.test.*` or `*.spec.*`. They are dead weight for consumers, and they are where test keys, recorded answers and customer data lie. Left alone: test-utils.js and other code with test in its name, templates, bundled dependencies.",
		incident: "passport-saml 2.0.4 shipped `test/` with RSA keys that its users' scanners reported; ssh2 1.16.0 ships a dozen private keys below `test/fixtures/`.",
		fix: "Exclude them in `files` of package.json (`\"!**/*.test.js\"`), or build into a folder without them.",
		says: "a test or fixture",
		patterns: [
			"{test,tests,__tests__,__test__,__mocks__,__snapshots__,__fixtures__,fixtures,test-fixtures,testdata,test-data,e2e,cypress}/",
			"spec/{support,fixtures,helpers}/",
			"spec/**/*{Spec,spec}.{js,mjs,cjs,ts,coffee}",
			`*.{test,spec}.{${script},js.map,mjs.map,d.ts,d.mts,coffee}`,
			`*.e2e-spec.{${script}}`,
			"*_test.{js,ts,coffee}",
			"*.test-d.ts",
			"*.snap",
			"{test-results,playwright-report,blob-report,allure-results,allure-report,mochawesome-report,__image_snapshots__,__screenshots__}/",
			"{junit,test-results,test-report,jest-junit}.xml",
			"{jest-results,test-results}.json",
			"/test.{js,mjs,cjs,ts}",
			...templates
		],
		quietInBundled: true
	},
	{
		id: "dev-config",
		title: "Development tool configuration",
		catches: "Configuration of compilers, bundlers, linters, formatters, test runners, release and monorepo tools. Left alone: a tsconfig.json below `src/`, by which editors understand shipped sources, templates, bundled dependencies.",
		incident: "slow-redact 0.3.2 shipped eslint.config.js and tsconfig.json with its whole repository. bpmn-js 3.4.0 shipped a `.babelrc`, which older releases of Babel obey when they compile a dependency.",
		fix: "Exclude it in `files` of package.json, or list only what the package is made of.",
		says: "configuration of a development tool",
		patterns: [
			".{babelrc,eslintrc,prettierrc,stylelintrc,swcrc,mocharc,nycrc,c8rc,lintstagedrc,huskyrc,commitlintrc,releaserc,renovaterc,postcssrc,remarkrc}",
			`.{babelrc,eslintrc,prettierrc,stylelintrc,mocharc,nycrc,c8rc,lintstagedrc,commitlintrc,releaserc,czrc,remarkrc}.*`,
			".{jshintrc,jscsrc,jslintrc,taprc,czrc,istanbul.yml,flowconfig,watchmanconfig,editorconfig,all-contributorsrc,yarnrc,yarnrc.yml}",
			".{eslintignore,prettierignore,stylelintignore,npmignore,gitignore,gitattributes,gitmodules,hgignore,dockerignore,mailmap,git-blame-ignore-revs}",
			".{nvmrc,node-version,tool-versions,python-version,size-limit.json,size-limit.js,pre-commit-config.yaml,release-it.json,cspell.json}",
			".markdownlint*",
			".{oxlintrc.json,dependency-cruiser.js,dependency-cruiser.cjs,ember-cli,vscodeignore,pnpmfile.cjs,p4config,p4ignore,replit,repomixignore}",
			".{jsbeautifyrc,textlintrc,alexrc,yamllint,yamllint.yml,nodemonrc,madgerc,xo-config.js,xo-config.cjs,template-lintrc.js,mise.toml,dprint.json}",
			".{husky,changeset,storybook,devcontainer}/",
			`{babel,eslint,prettier,stylelint,commitlint,lint-staged,release,svgo}.config.{${config}}`,
			`{rollup,rolldown,rspack,rslib,webpack,vite,tsup,tsdown,bunup,esbuild,postcss,tailwind,unocss}.config.{${config}}`,
			`{vitest,jest,ava,playwright,cypress}.config.{${config}}`,
			"webpack.{dev,prod,common,base}.{js,config.js}",
			"{vitest,vite}.workspace.{js,ts}",
			"{karma,protractor,wdio,nightwatch,stryker}.conf.{js,cjs,mjs,ts}",
			"stryker.config.{json,js,mjs}",
			"{ecosystem,pm2}.config.{js,cjs}",
			"testem.{js,json}",
			"{gulpfile,Gulpfile,gruntfile,Gruntfile,rakefile,Rakefile,dangerfile,wallaby}.{js,ts,coffee}",
			"grunt.js",
			"tsconfig.json",
			"tsconfig.*.json",
			"!/src/**/tsconfig*.json",
			"jsconfig.json",
			"{tslint,biome,lerna,nx,turbo,rush,knip,typedoc,api-extractor,cspell,cypress,renovate,nodemon,wallaby,oxlint,dprint,rome,repomix.config,devbox}.json",
			"{biome,knip}.jsonc",
			"pnpm-workspace.yaml",
			"{mise,bunfig}.toml",
			"{flake,shell}.nix",
			"replit.{nix,md}",
			"{lefthook,.lefthook,Taskfile,crowdin}.{yml,yaml}",
			"{Vagrantfile,Tiltfile,Earthfile,justfile,Justfile,Procfile}",
			"Dockerfile",
			"Dockerfile.*",
			"!Dockerfile.{js,mjs,cjs,ts,json,md,html,svg,png,yml,xml}",
			"!Dockerfile.*.*",
			"*.Dockerfile",
			"docker-compose.{yml,yaml}",
			"docker-compose.*.{yml,yaml}",
			"compose.{yml,yaml}",
			"compose.*.{yml,yaml}",
			"/Makefile",
			...templates
		],
		quietInBundled: true
	},
	{
		id: "ci-file",
		title: "Continuous integration files",
		catches: "Workflows and settings of CI, code hosting and deployment services. They tell how a release is made and which secrets it uses by name. Left alone: pictures below `.github/` that a README shows, templates, bundled dependencies.",
		incident: "slow-redact 0.3.2 shipped `.github/workflows/publish-release.yml`, its own release workflow; http-proxy 1.17.0 `codecov.yml`.",
		fix: "Exclude it in `files` of package.json, or list only what the package is made of.",
		says: "a file of the continuous integration",
		patterns: [
			".{github,gitlab,circleci,buildkite,gitea,forgejo,dependabot,teamcity,woodpecker,semaphore}/",
			"!.github/**/*.{svg,png,gif,jpg,jpeg,webp,avif,ico}",
			".{gitlab-ci,travis,appveyor,drone,cirrus,woodpecker,codecov,coveralls,codeclimate,mergify,gitpod,lgtm,zuul}.yml",
			".{cirrus,drone,woodpecker,zuul}.yaml",
			"{appveyor,circle,wercker,codecov,bitbucket-pipelines,azure-pipelines,codemagic}.yml",
			"azure-pipelines*.yml",
			"cloudbuild.{yml,yaml}",
			"Jenkinsfile",
			"sonar-project.properties",
			".snyk",
			".{goreleaser,hound,percy,sweep,coderabbit}.{yml,yaml}",
			".{deepsource,kodiak,pr_agent}.toml",
			"{sweep,buildspec,appspec,dependabot,render,heroku,serverless,skaffold}.{yml,yaml}",
			"{netlify,fly,railway}.toml",
			"{vercel,now,railway,lighthouserc}.json",
			".lighthouserc.{js,cjs,json,yml}",
			"fastlane/",
			"CODEOWNERS",
			...templates
		],
		quietInBundled: true
	}
];

// src/rules/path-rows-workplace.ts
/** Written for an agent, and now and then for the agents of those who install the package. */
const guidance = "{CLAUDE,AGENTS,AGENT,GEMINI,CODEX,QWEN,CRUSH,WARP,CODEBUDDY,IFLOW,GROK,JULES}.md";
/** What Finder, Explorer and their like call a second one: `index copy.js`, `index (1).js`. */
const copies = "*{ copy, - Copy, copy [0-9], ([0-9])}.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,map,vue,svelte}";
/** What the machine, the editor and the agents of whoever works on the package leave. */
const workplaceRows = [
	{
		id: "os-junk",
		title: "Operating system junk",
		catches: "What macOS, Windows and Linux desktops leave in every folder they show. A `.DS_Store` lists the names of the files beside it, shipped or not.",
		incident: "mapbox-gl 1.9.1 shipped `dist/.DS_Store` and `src/.DS_Store`; term-size 2.2.0 two of them below `vendor/`.",
		fix: "Delete it; in `files` of package.json `\"!**/.DS_Store\"` keeps it out for good.",
		says: "operating system junk",
		patterns: [
			".DS_Store",
			"._*",
			"__MACOSX/",
			".{AppleDouble,AppleDB,AppleDesktop,Spotlight-V100,Trashes,fseventsd,TemporaryItems,DocumentRevisions-V100}/",
			".{LSOverride,VolumeIcon.icns,apdisk}",
			"Icon\r",
			"{thumbs,ehthumbs,ehthumbs_vista}.db",
			"desktop.ini",
			"$RECYCLE.BIN/",
			"*.lnk",
			".directory",
			".Trash-*/",
			".nfs[0-9a-f]*",
			".fuse_hidden*",
			".{localized,dropbox,dropbox.attr,com.apple.timemachine.donotpresent}",
			".{dropbox.cache,stfolder,stversions,sync}/",
			"{System Volume Information,@eaDir,lost+found,Network Trash Folder}/",
			".~lock.*#",
			"~$*",
			".goutputstream-*",
			".*.kate-swp",
			"*.crdownload"
		],
		anyCase: true,
		quietInBundled: true
	},
	{
		id: "editor-junk",
		title: "Editor files",
		catches: "Settings, histories, swap and backup files of editors and IDEs. A swap or backup file holds another state of the file beside it. Left alone: .editorconfig (see dev-config).",
		incident: "colors 1.3.2 shipped vim's `lib/.colors.js.swp`, base64-arraybuffer 0.1.2 `package.json~`; sqlite3 4.0.7 (May 2019) about 150 MB below `.vscode/`.",
		fix: "Delete it, keep such names in a global gitignore as well, and exclude it in `files` of package.json.",
		says: "an editor's file",
		patterns: [
			".{idea,vscode,vscode-test,vscode-server,vs,fleet,zed,history,settings,metadata,nova,theia,eclipse,ropeproject,spyproject,lsp,cursor-server}/",
			"nbproject/",
			".{project,classpath,cproject,pydevproject,buildpath,factorypath,tern-port,tern-project,netrwhist,projectile,komodoproject,kateproject}",
			".{vimrc,lvimrc,exrc,dir-locals.el,clangd,ccls,ycm_extra_conf.py,viminfo}",
			".*.sw[a-px]",
			"*.{swp,swo,un~,bak,orig,rej,iml,ipr,iws,suo,tmp}",
			"*.{sublime-project,sublime-workspace,code-workspace,kate-swp,vcxproj.user,csproj.user}",
			"*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,yml,yaml,vue,svelte}.{old,save,backup,bak1,bak2}",
			"*_{BACKUP,BASE,LOCAL,REMOTE}_[0-9]*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,yml,yaml,vue,svelte}",
			copies,
			"cscope.{out,in.out,po.out}",
			"*~",
			"#*#",
			".#*",
			"Session.vim",
			...templates
		],
		mild: {
			patterns: [copies],
			says: "a copy that a file manager made, by its name"
		},
		quietInBundled: true
	},
	{
		id: "agent-file",
		title: "Coding agent's file",
		catches: "Instructions, settings, permissions, transcripts and memories of coding agents. Settings that are called local hold paths and allowed commands of one machine. A file that `files` names by its exact path (AGENTS.md for the readers of the package) is a warning only. Left alone: names in other letter cases such as docs/agents.md, plugins (`.claude-plugin/`), skills, templates.",
		incident: "nanoid 3.3.12 and slow-redact 0.3.2 shipped `.claude/settings.local.json`, with paths of the developer's machine; a scan of 2026 found one such file in about a hundred packages.",
		fix: "Exclude it in `files` of package.json. If it is written for the package's users, name it there by its exact path, or waive it.",
		says: "a coding agent's file",
		patterns: [
			".{claude,cursor,windsurf,codeium,aider,continue,roo,cline,clinerules,gemini,codex,qwen,kiro,junie,trae,augment,goose}/",
			".{agents,agent,amazonq,opencode,crush,specstory,serena,taskmaster,specify,factory,openhands,tabnine,cody,codebuddy,playwright-mcp}/",
			".{kilocode,zencoder,bolt,lovable,idx,firebender,ruler,swarm,hive-mind,superdesign,bmad-core,qodo,codiumai,antigravity,aiassistant,amp,warp,rovodev}/",
			".{iflow,copilot,gptme,sourcegraph,tessl,task-master,beads,devin,grok,conductor,letta,vibe,forge,mentat,sweep,bmad,agent-os,claude-flow,claude-trace}/",
			".plandex*/",
			".claude.json.*",
			"{claude_desktop_config,firebender}.json",
			".kilocode{modes,ignore,rules}",
			".github/copilot/",
			guidance,
			".{claude,mcp}.json",
			".cursor{rules,ignore,indexingignore}",
			".windsurf{rules,ignore}",
			".roo{modes,ignore,rules}",
			".roorules-*",
			".cline{rules,ignore}",
			".{claudeignore,codeiumignore,aiderignore,continueignore,continuerules,geminiignore,augmentignore,augment-guidelines,goosehints,rules}",
			".aider*",
			".aider*/",
			"copilot-instructions.md",
			".github/{instructions,prompts,chatmodes,agents}/",
			"{opencode,crush}.json",
			"repomix-output.{xml,md,txt,json}",
			...templates,
			"!/skills/",
			".claude/*.local.json",
			"{CLAUDE.local,AGENTS.override}.md"
		],
		mildWhenNamed: [guidance],
		quietInBundled: true
	}
];

// src/rules/path-table.ts
const rows = [
	...buildRows,
	...workplaceRows,
	...toolingRows
];
/** Rows that match a path, first in table order; compiled once. */
const matchRows = compilePatterns(rows.map((row) => ({
	owner: row,
	patterns: row.patterns,
	anyCase: row.anyCase ?? false
})));
/** The pattern of a rule's own row that matches the path, for an edit that covers all its like; null when the rule is no row. */
function matchedPattern(rule, path) {
	return matchRows(path).find(({ owner }) => owner.id === rule)?.pattern ?? null;
}
/** The rules that need only a path, in table order. */
const pathRules = rows.map((row) => defineRule({
	id: row.id,
	title: row.title,
	catches: `${row.catches}${row.anyCase ? " Any letter case." : ""} Names, as in .gitignore (the last match wins): ${list$1(row)}.`,
	incident: row.incident,
	fix: row.fix,
	options: noOptions,
	start: ({ policy }) => inspector(row, policy)
}));
function list$1(row) {
	return row.patterns.map((pattern) => `\`${pattern.replace("\r", "\\r")}\``).join(", ");
}
/**
* Whether a row of what builds, caches and installs leave stops the path: the whole folder goes, so that a rule which looks at the
* content of what lies there has nothing to add. A row that only warns, or that a waiver covers, stops nothing, and
* `bundled` paths are what `bundleDependencies` may have brought, and no stray.
*/
function leftoverClaims(policy) {
	const claims = claimsUnder.get(policy) ?? claimsOf(policy);
	claimsUnder.set(policy, claims);
	return claims;
}
/** Several rules ask, for each of the packages that have a policy between them. */
const claimsUnder = /* @__PURE__ */ new WeakMap();
function claimsOf(policy) {
	const stopping = new Map([...leftovers].map((row) => [row, stops(row, policy)]));
	return (path) => {
		if (installedName(path) !== null) return false;
		const speaks = matchRows(path).find(({ owner }) => policy.rules.get(owner.id)?.level !== "off");
		return speaks !== void 0 && stopping.get(speaks.owner)?.(path, speaks.written) === true;
	};
}
function stops(row, policy) {
	const level = policy.rules.get(row.id)?.level;
	if (level === "off" || level === "warn") return () => false;
	const mild = [...row.mild?.patterns ?? [], ...row.mildWhenNamed ?? []];
	const waived = compileGlobs(policy.waivers.filter(({ rule }) => rule === row.id).flatMap(({ files }) => files));
	return (path, pattern) => !mild.includes(pattern) && !waived(path);
}
const leftovers = new Set(buildRows);
/** The row of node_modules. Only its own inspector reads which folders are bundled. */
const installed = "package-manager-data";
function inspector(row, policy) {
	const bundled = new BundledDependencies();
	const wantsBundled = row.id === installed;
	return {
		...wantsBundled && { entry(entry) {
			bundled.read(entry);
			return [];
		} },
		*tarball(tarball) {
			const bundledFolders = wantsBundled ? bundled.namesFor(tarball.manifest) : null;
			for (const { path, matches, perhapsBundled } of claimed(tarball)) {
				const first = matches.find(({ owner }) => policy.rules.get(owner.id)?.level !== "off" && !(perhapsBundled && owner.id === installed && row.id !== installed));
				if (first?.owner !== row) continue;
				if (bundledFolders?.has(installedName(path) ?? "")) continue;
				yield problemOf$4(row, path, first, tarball.manifest);
			}
		}
	};
}
function problemOf$4(row, path, match, manifest) {
	const matched = `(the name matches \`${match.pattern}\`)`;
	if (row.mildWhenNamed?.includes(match.written) && isNamedByFiles(manifest, path)) return {
		path,
		message: `${row.says} ${matched}, which \`files\` of package.json names by its path`,
		level: "warn"
	};
	if (row.mild?.patterns.includes(match.written)) return {
		path,
		message: `${row.mild.says} ${matched}`,
		level: "warn"
	};
	return {
		path,
		message: `${row.says} ${matched}`
	};
}
/** Every row asks the same of the same tarball, so the answer is kept as long as the tarball is. */
const claims = /* @__PURE__ */ new WeakMap();
/** The files and links of a tarball that some row matches, with those rows; bundled dependencies are spared where a row says so. */
function claimed(tarball) {
	const known = claims.get(tarball);
	if (known !== void 0) return known;
	const bundles = bundledNames(tarball.manifest).length > 0;
	const seen = /* @__PURE__ */ new Set();
	const found = [];
	for (const { path, kind } of tarball.entries) {
		if (kind === "directory") continue;
		let matches = matchRows(path);
		if (matches.length === 0 || seen.has(path)) continue;
		seen.add(path);
		const perhapsBundled = bundles && installedName(path) !== null;
		if (perhapsBundled) matches = matches.filter(({ owner }) => !owner.quietInBundled || owner.id === installed);
		if (matches.length > 0) found.push({
			path,
			matches,
			perhapsBundled
		});
	}
	claims.set(tarball, found);
	return found;
}
function isNamedByFiles({ files }, path) {
	return Array.isArray(files) && files.some((entry) => entry === path || entry === `./${path}` || entry === `/${path}`);
}

// src/attribution/like-glob.ts
/**
* A glob for the path and for all that is there for the same reason: the folder that a rule names, the ending below the same top folder;
* else the path alone. Special characters of names are spelled so that they are none.
*/
function likeGlob(rule, path) {
	const pattern = rule === "source-map" && path.endsWith(".map") ? "*.map" : matchedPattern(rule, path);
	const names = path.split("/");
	if (pattern === null) return globFor(path);
	if (pattern.endsWith("/")) {
		const depth = folderDepth(pattern, names);
		return depth === null ? globFor(path) : `${globFor(names.slice(0, depth).join("/"))}/**`;
	}
	if (rule === "os-junk" && !/[*?[/]/.test(pattern)) return `**/${globFor(names.at(-1) ?? path)}`;
	const [top] = names;
	return /^\*\.[\w.-]+$/.test(pattern) && path.endsWith(pattern.slice(1)) && top !== void 0 && names.length > 1 ? `${globFor(top)}/**/${pattern}` : globFor(path);
}
/** Number of names of the path up to and with the folder that the pattern names. */
function folderDepth(pattern, names) {
	const [last = "", before = "**"] = pattern.replace(/^\//, "").slice(0, -1).split("/").reverse();
	const folders = names.slice(0, -1);
	const index = folders.findIndex((name, at) => isNamed$2(name, last) && (before === "**" || isNamed$2(folders[at - 1] ?? "", before)));
	return index === -1 ? null : index + 1;
}
function isNamed$2(name, pattern) {
	const [start = "", ...wild] = pattern.toLowerCase().split("*");
	return wild.length === 0 ? name.toLowerCase() === start : name.toLowerCase().startsWith(start);
}

// src/tarball/bins.ts
/**
* The commands of a manifest, read as npm reads them: `\`, `:` and leading `/` or `..` never lead out of the package.
* `directories.bin` is not expanded here.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#bin
* @see https://github.com/npm/package-json/blob/main/lib/normalize.js (normalizePackageBin)
*/
function binsOf(manifest) {
	const { bin } = manifest;
	const named = [];
	if (typeof bin === "string") named.push([
		"bin",
		posix.basename(manifest.name),
		bin
	]);
	else if (Array.isArray(bin)) for (const [at, file] of bin.entries()) named.push([
		`bin.${at}`,
		"",
		file
	]);
	else if (isRecord(bin)) for (const [key, file] of Object.entries(bin)) named.push([
		`bin.${key}`,
		key,
		file
	]);
	return named.flatMap(([field, command, spelled]) => {
		if (typeof spelled !== "string" || spelled === "") return [];
		const path = posix.join("/", spelled.replace(/[\\:]/g, "/")).slice(1);
		return [{
			field,
			command: command || posix.basename(path),
			spelled,
			path
		}];
	});
}

// src/attribution/ship-reason.ts
/** What npm adds at the root whatever `files` says. @see https://docs.npmjs.com/cli/configuring-npm/package-json#files */
const always = /^(?:package\.json|(?:readme|copying|license|licence)(?:\..*[^~$])?)$/i;
/** More glob entries than any package has; the rest of a longer list explains nothing. */
const mostGlobs = 1e3;
/**
* Tells for each path that did ship which part of package.json let it in, by npm's reading of `files`: entries are case-blind, a
* leading `./` or `/` is nothing, a folder stands for all that is in it, `!` entries let nothing in, and the last entry that
* matches decides. `main`, `browser` and `bin` are forced in.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#files
* @see https://github.com/npm/npm-packlist/blob/main/lib/index.js (processPackage)
*/
function shipReasons(manifest, packedWith = null) {
	const forced = forcedFiles(manifest);
	const bundles = bundledNames(manifest).length > 0;
	const explain = Array.isArray(manifest.files) ? (isYarnClassic(packedWith) ? negationReason(manifest.files) : null) ?? filesReasons(manifest.files) : () => ({ kind: "no-files" });
	return (path) => {
		if (always.test(path)) return { kind: "always" };
		const field = forced.get(path);
		if (field?.byNpm) return {
			kind: "forced",
			...field
		};
		const name = bundles ? installedName(path) : null;
		if (name !== null) return {
			kind: "bundled",
			name,
			field: manifest.bundleDependencies === void 0 ? "bundledDependencies" : "bundleDependencies"
		};
		const reason = explain(path);
		return reason.kind === "unexplained" && field !== void 0 ? {
			kind: "forced",
			...field
		} : reason;
	};
}
/** Yarn 1 reads `files` in a way of its own: ignore files count for nothing in what it names, and a `!` lets everything in. */
function isYarnClassic(packedWith) {
	return packedWith?.name === "yarn" && packedWith.version.startsWith("1.");
}
function negationReason(files) {
	for (const [index, entry] of files.entries()) if (typeof entry === "string" && entry.startsWith("!")) return () => ({
		kind: "negation",
		index,
		entry
	});
	return null;
}
function forcedFiles(manifest) {
	const forced = /* @__PURE__ */ new Map();
	for (const { path, field, spelled } of binsOf(manifest)) forced.set(path, {
		field,
		value: spelled,
		byNpm: true
	});
	for (const field of ["browser", "main"]) {
		const value = manifest[field];
		if (typeof value !== "string" || value === "") continue;
		const path = posix.join("/", value).slice(1);
		if (!forced.get(path)?.byNpm) forced.set(path, {
			field,
			value,
			byNpm: !value.startsWith("./")
		});
	}
	return forced;
}
function filesReasons(files) {
	/** Folded literal entry \u2192 its last index. */
	const literals = /* @__PURE__ */ new Map();
	const globs = [];
	for (const [index, entry] of files.entries()) {
		if (typeof entry !== "string" || entry.startsWith("!")) continue;
		const body = entry.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
		if (/[*?[{(]/.test(body)) globs.push({
			index,
			entry,
			matches: globOf(body.toLowerCase())
		});
		else literals.set(body === "." ? "" : body.toLowerCase(), index);
	}
	const tried = globs.slice(0, mostGlobs).reverse();
	return (path) => {
		const folded = path.toLowerCase();
		const exact = literals.get(folded);
		const folder = folderIndex(literals, folded);
		const glob = tried.find(({ index, matches }) => index > folder && matches(folded))?.index ?? -1;
		const index = exact ?? Math.max(folder, glob);
		const entry = files[index];
		if (typeof entry !== "string") return { kind: "unexplained" };
		return {
			kind: "entry",
			index,
			entry,
			exact: exact !== void 0,
			others: exact !== void 0 && (folder !== -1 || glob !== -1)
		};
	};
}
/** Last index of an entry that is a folder above the path; -1 when there is none. An empty entry is the package's own folder. */
function folderIndex(literals, path) {
	let best = literals.get("") ?? -1;
	for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) best = Math.max(best, literals.get(path.slice(0, slash)) ?? -1);
	return best;
}
/** A glob of `files` also stands for folders. One that this program's globs cannot read is taken by the folders before its first wildcard. */
function globOf(body) {
	if (body === "*" || body === "**" || body === "**/*") return () => true;
	const start = body.slice(0, body.search(/[*?[{(!@+]/)).replace(/[^/]*$/, "");
	const spelled = body.endsWith("/*") ? `${body}*` : body;
	const patterns = [
		spelled,
		`${spelled}/**`,
		...spelled.includes("/") ? [] : [`**/${spelled}`]
	];
	if (patterns.some((pattern) => globError(pattern) !== null)) return start === "" ? () => false : (path) => path.startsWith(start);
	const globs = compileGlobs(patterns);
	return (path) => path.startsWith(start) && globs(path);
}

// src/attribution/edit.ts
/** What must be done before the file is taken out, for what has leaked stays leaked. */
const first = /* @__PURE__ */ new Map([["secret-file", "If it holds credentials, revoke them. "], ["core-dump", "Change every secret that the process held. "]]);
/** Rules whose findings are sometimes meant: the fix then also shows the waiver. */
const perhapsMeant = /* @__PURE__ */ new Set([
	"agent-file",
	"test-file",
	"dev-config",
	"ci-file",
	"nested-archive",
	"database-file"
]);
/** The edit that keeps a shipped path out, ready to paste, and the policy line where shipping may be meant. */
function exclusion(shipment) {
	const { rule, path, policy } = shipment;
	const place = belowKey("ship", policy.file);
	const glob = likeGlob(rule, path);
	const edit = `${first.get(rule) ?? ""}${excludingEdit(shipment, glob)}`;
	if (rule === "unlisted-file" && shipment.isProduct && shipment.forbidding === null) {
		const listing = `List it ${place}: \`- ${JSON.stringify(globFor(path))}\`.`;
		return shipment.reason.kind === "always" ? `${listing} Every packer adds it: only deleting it would keep it out.` : `${listing} Or, if it must not ship: ${edit}`;
	}
	if (rule === "unlisted-file" && shipment.forbidding !== null) return `${edit} Or narrow \`${shipment.forbidding}\` ${place}, if the file is meant to ship.`;
	if (rule === "unlisted-file") return `${edit} Or list it ${place}: \`- ${JSON.stringify(globFor(path))}\`.`;
	if (!perhapsMeant.has(rule)) return edit;
	const waiver = `- { rule: ${rule}, files: [${JSON.stringify(glob)}], reason: "...", expires: YYYY-MM-DD }`;
	return `${edit} Or, if it is meant to ship, ${belowKey("waivers", policy.file)}: \`${waiver}\`.`;
}
/** The waiver for one value in one file: another value in that file is still found. */
function valueWaiver({ rule, path, fingerprint, policy }) {
	const [file, mark] = [globFor(path), fingerprint].map((text) => JSON.stringify(text));
	const waiver = `- { rule: ${rule}, files: [${file}], fingerprints: [${mark}], reason: "...", expires: YYYY-MM-DD }`;
	return `A value that opens nothing is silenced ${belowKey("waivers", policy.file)}: \`${waiver}\`.`;
}
function excludingEdit({ reason, source, path, proposal }, glob) {
	const negation = `\`${JSON.stringify(`!${glob}`)}\``;
	switch (reason.kind) {
		case "always": return "Every packer adds this file and nothing in package.json keeps it out: delete it, or change what is in it.";
		case "forced": return `\`${reason.field}\` in package.json forces it in, and no pattern of \`files\` keeps it out: point \`${reason.field}\` elsewhere.`;
		case "bundled": return `It came with the bundled dependency \`${reason.name}\`: take that out of \`${reason.field}\` in package.json, or use a release of it without this file.`;
		case "negation": return `Take every \`!\` entry out of \`files\` in package.json, because with one of them yarn 1 packs the whole folder, and name only what ships${suchAs(path)}.`;
		case "entry":
			if (isYarnClassic(source.packedWith) && (!reason.exact || reason.others)) return `Name only what ships in \`files\` of package.json${suchAs(path)} instead of \`${JSON.stringify(reason.entry)}\`: yarn 1 packs the whole folder when it finds a \`!\` entry, and no ignore file keeps out what \`files\` names.`;
			if (!reason.exact) return `Add ${negation} at the end of \`files\` in package.json.`;
			return reason.others ? `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json and add \`${JSON.stringify(`!${globFor(path)}`)}\` at its end.` : `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json.`;
		case "unexplained":
			if (isYarnClassic(source.packedWith)) return "Delete the file before packing.";
			return `Add ${negation} at the end of \`files\` in package.json, or delete the file before packing.`;
		case "no-files": return source.hasNpmignore ? `Add the line \`/${glob}\` to .npmignore.` : startFiles(proposal(), glob, isYarnClassic(source.packedWith));
	}
}
/** An entry of `files` that takes in less than the folder that the path lies in; empty for a path at the root. */
function suchAs(path) {
	const [top = "", ...below] = path.split("/");
	return below.length === 0 ? "" : `, such as \`${JSON.stringify(`${globFor(top)}/**/*.js`)}\``;
}
/** A new .npmignore would switch .gitignore off and let out what that kept in, so it is never proposed. */
function startFiles(proposal, glob, isClassic) {
	const closing = "(not in a new .npmignore, which would switch .gitignore off)";
	if (proposal !== null) return `Say in package.json what ships: \`"files": [${proposal.map((name) => JSON.stringify(name)).join(", ")}]\` ${closing}.`;
	return `Say in package.json what ships, in a \`files\` list that names it ${isClassic ? "and nothing else" : `and has \`${JSON.stringify(`!${glob}`)}\` at its end`} ${closing}.`;
}

// src/attribution/proposed-files.ts
/** Most names that a proposed `files` lists. */
const MOST_NAMES = 20;
/** What every packer adds at the root, whatever `files` says. */
const added = /^(?:package\.json|(?:readme|licen[cs]e)(?:\..*)?)$/i;
/**
* A `files` list for a package that has none: everything that ships today but for what is unwanted, so that pasting it loses nothing that
* should ship. It is one list for all findings, because a second one would undo the first.
* @param options.negations false for yarn 1, which packs the whole folder once an entry begins with `!`
* @returns null when nothing is left to name, or more than anybody would paste
*/
function proposedFiles(shipped, unwanted, { negations }) {
	const out = new Set(unwanted.map(({ path }) => path));
	const kept = shipped.filter((path) => !out.has(path) && !added.test(path));
	const names = negations ? [...tops(kept), ...leftOut(kept, unwanted)] : [...within$1(21, namesWithout(kept, foldersOf$2(out)))];
	return kept.length === 0 || names.length > MOST_NAMES ? null : names;
}
function tops(paths) {
	return [...new Set(paths.map(topOf))].map(globFor);
}
function topOf(path) {
	return path.split("/", 1)[0] ?? path;
}
/** `!` entries for what is unwanted below a name that is kept: the glob of its like or its whole folder where that takes nothing else out. */
function leftOut(kept, unwanted) {
	const keptTops = new Set(kept.map(topOf));
	const keptFolders = foldersOf$2(kept);
	const harmless = /* @__PURE__ */ new Map();
	const takesNothingElse = (glob) => {
		const known = harmless.get(glob) ?? !kept.some(compileGlobs([glob]));
		harmless.set(glob, known);
		return known;
	};
	const globs = /* @__PURE__ */ new Set();
	for (const { rule, path } of unwanted) {
		if (!keptTops.has(topOf(path))) continue;
		const alone = globFor(path);
		const like = likeGlob(rule, path);
		const folder = shallowest(path, keptFolders);
		if (like !== alone && takesNothingElse(like)) globs.add(like);
		else globs.add(folder === path ? alone : `${globFor(folder)}/**`);
		if (globs.size > 100) return [...globs];
	}
	const anywhere = [...globs].map((glob) => glob.replace(/^[^/]+\/\*\*\/(?=\*\.)/, "**/"));
	const times = (glob) => anywhere.filter((each) => each === glob).length;
	const joined = [...globs].map((glob, index) => {
		const wide = anywhere[index] ?? glob;
		return wide !== glob && times(wide) > 1 && takesNothingElse(wide) ? wide : glob;
	});
	return [...new Set(joined)].map((glob) => `!${glob}`);
}
/** The folders and files that hold nothing unwanted and together hold everything that is kept. */
function* namesWithout(kept, unwantedFolders) {
	const seen = /* @__PURE__ */ new Set();
	for (const path of kept) {
		const name = globFor(shallowest(path, unwantedFolders));
		if (!seen.has(name)) yield name;
		seen.add(name);
	}
}
/** The first folder on the way to the path that is not among these; the path itself when all are. */
function shallowest(path, folders) {
	for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
		const folder = path.slice(0, slash);
		if (!folders.has(folder)) return folder;
	}
	return path;
}
function foldersOf$2(paths) {
	const folders = /* @__PURE__ */ new Set();
	for (const path of paths) for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
		const folder = path.slice(0, slash);
		if (folders.has(folder)) break;
		folders.add(folder);
	}
	return folders;
}
function* within$1(most, things) {
	let left = most;
	for (const thing of things) {
		if (left-- === 0) return;
		yield thing;
	}
}

// src/tarball/entry-points.ts
/**
* Everything in a manifest that points at a file of its own package: main, module, browser, types, typings, bin, directories.bin,
* exports and imports. Targets that are bare package names, `null` and `false` are left out.
* @see https://nodejs.org/api/packages.html#package-entry-points
*/
function entryPointsOf(manifest) {
	return [
		...plain$1(manifest, "main", "node"),
		...plain$1(manifest, "module", "bundler"),
		...browser(manifest.browser),
		...types(manifest),
		...bins(manifest),
		...targets(manifest.exports, "exports"),
		...targets(manifest.imports, "imports")
	];
}
const PLAIN = {
	relativeOnly: false,
	isKey: false,
	instead: null,
	isOwnCondition: false
};
function plain$1(manifest, field, lookup) {
	const target = manifest[field];
	return typeof target === "string" && target !== "" ? [{
		field,
		name: field,
		targets: [target],
		lookup,
		...PLAIN
	}] : [];
}
/** @see https://github.com/defunctzombie/package-browser-field-spec */
function browser(value) {
	if (typeof value === "string") return plain$1({
		name: "",
		version: "",
		browser: value
	}, "browser", "bundler");
	if (!isRecord(value)) return [];
	const points = [];
	for (const [key, replacement] of Object.entries(value)) {
		const at = {
			field: `browser.${key}`,
			name: nameOf$1(["browser", key]),
			lookup: "bundler"
		};
		if (isPath(key)) points.push({
			...at,
			...PLAIN,
			targets: [key],
			isKey: true
		});
		if (typeof replacement === "string" && isPath(replacement)) points.push({
			...at,
			...PLAIN,
			targets: [replacement],
			instead: isPath(key) ? key : null
		});
	}
	return points;
}
function isPath(text) {
	return /^\.{0,2}\//.test(text);
}
function types(manifest) {
	return ["types", "typings"].flatMap((field) => plain$1(manifest, field, "types").map((point) => ({
		...point,
		targets: point.targets.flatMap((target) => [target, ...typesVersions(manifest.typesVersions, target)])
	})));
}
/**
* Where `typesVersions` sends a path, for every compiler version. Its targets are not judged themselves: they are fallback lists.
* @see https://www.typescriptlang.org/docs/handbook/declaration-files/publishing.html#version-selection-with-typesversions
*/
function typesVersions(value, target) {
	if (!isRecord(value)) return [];
	const path = posix.normalize(target);
	const sent = [];
	for (const mapping of Object.values(value).filter(isRecord)) for (const [key, substitutes] of Object.entries(mapping)) {
		const star = key.indexOf("*");
		const [before, after] = star === -1 ? [key, ""] : [key.slice(0, star), key.slice(star + 1)];
		if (!(star === -1 ? path === key : path.startsWith(before) && path.endsWith(after)) || !Array.isArray(substitutes)) continue;
		const middle = path.slice(before.length, path.length - after.length);
		for (const substitute of substitutes) if (typeof substitute === "string") sent.push(substitute.replace("*", () => middle));
	}
	return sent;
}
function bins(manifest) {
	const named = binsOf(manifest).map(({ field, path }) => ({
		field,
		name: nameOf$1(field === "bin" ? ["bin"] : ["bin", field.slice(4)]),
		targets: [`./${path}`],
		lookup: "exact",
		...PLAIN
	}));
	const folder = isRecord(manifest.directories) ? manifest.directories.bin : void 0;
	if (manifest.bin || typeof folder !== "string" || folder === "") return named;
	return [{
		field: "directories.bin",
		name: "directories.bin",
		targets: [folder],
		lookup: "folder",
		...PLAIN
	}];
}
/** Levels of conditions and arrays that are followed; real packages use four. */
const DEEPEST = 50;
/**
* The leaves of `exports` or `imports`, conditions and subpaths alike. The strings of a fallback array count as one.
* Walks with a stack of its own, because the nesting is the publisher's choice.
*/
function targets(value, field) {
	const points = [];
	const open = [{
		path: [field],
		value
	}];
	for (let next = open.pop(); next !== void 0; next = open.pop()) {
		const { path, value } = next;
		if (path.length > DEEPEST) {
			points.push({
				...entryPoint(path),
				targets: [],
				lookup: "exact"
			});
			continue;
		}
		const children = [];
		if (typeof value === "string") points.push(...target(path, [value]));
		else if (Array.isArray(value)) {
			const strings = value.filter((item) => typeof item === "string");
			points.push(...target(path, strings));
			for (const [at, item] of value.entries()) if (typeof item === "object") children.push({
				path: [...path, String(at)],
				value: item
			});
		} else if (isRecord(value)) for (const [key, item] of Object.entries(value)) children.push({
			path: [...path, key],
			value: item
		});
		open.push(...children.reverse());
	}
	return points;
}
function target(path, spelled) {
	if (path[0] === "imports" && spelled.some((text) => !isPath(text))) return [];
	const [first] = spelled;
	if (first === void 0) return [];
	const lookup = first.includes("*") ? "pattern" : first.endsWith("/") ? "folder" : "exact";
	return [{
		...entryPoint(path),
		targets: spelled,
		lookup
	}];
}
function entryPoint(path) {
	const isOwnCondition = path.slice(1).some((key) => !/^(?:[.#]|types@|\d+$)/.test(key) && !conditions.has(key));
	return {
		...PLAIN,
		field: path.join("."),
		name: nameOf$1(path),
		relativeOnly: true,
		isOwnCondition
	};
}
/**
* Conditions that runtimes, bundlers and compilers set by themselves. A repository has others, such as `source`, by which its own
* packages find each other's sources.
* @see https://nodejs.org/api/packages.html#community-conditions-definitions
*/
const conditions = new Set("import require default node node-addons module-sync types browser module development production deno bun worker workerd edge-light react-native react-server electron svelte".split(" "));
/** `exports["./feature"].import` */
function nameOf$1([field, ...keys]) {
	return `${field}${keys.map((key) => /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`).join("")}`;
}

// src/attribution.ts
/** Compiles what package.json says of shipping once, for any number of problems of one tarball. */
function createAttribution(facts) {
	const { tarball, source, policy, said = [] } = facts;
	const shipped = new Set(tarball.entries.map((entry) => entry.path));
	const manifest = repositoryManifest(source) ?? tarball.manifest;
	const reasonOf = shipReasons(manifest, source.packedWith);
	const packedLines = manifestLines(tarball.manifestText);
	const places = source.directory === null ? null : placesIn$1(source, source.directory);
	const isEntryPoint = entryPointLookup(manifest);
	const proposalFor = proposals(facts, said, isEntryPoint);
	const list = policy.ship === null ? null : compileShip(policy.ship.map(({ value }) => value));
	const forbidding = (path) => {
		const pattern = list?.judge(path).pattern ?? null;
		return pattern === null ? null : policy.ship?.[pattern]?.value ?? null;
	};
	return (rule, problem) => {
		const { field, message } = problem;
		const ofManifest = field !== void 0 && (problem.path === void 0 || problem.path === "package.json");
		const path = problem.path ?? (field === void 0 ? null : "package.json");
		const reason = path !== null && !ofManifest && shipped.has(path) ? reasonOf(path) : null;
		const leavingOut = reason === null || path === null || isByContent(rule.id, problem) ? null : exclusion({
			rule: rule.id,
			path,
			reason,
			source,
			policy,
			isProduct: reason.kind === "always" || reason.kind === "forced" || isEntryPoint(path),
			proposal: () => proposalFor(rule.id),
			forbidding: rule.id === "unlisted-file" ? forbidding(path) : null
		});
		const fix = leavingOut ?? rule.fix;
		const { fingerprint } = problem;
		const silencing = fingerprint === void 0 || path === null ? "" : ` ${valueWaiver({
			rule: rule.id,
			path,
			fingerprint,
			policy
		})}`;
		return {
			path,
			field: field ?? null,
			line: problem.line ?? (ofManifest ? packedLines.line(field) : null),
			message,
			why: reason === null ? null : inWords(reason, source),
			fix: `${problem.fix ?? problem.fixWith?.(fix) ?? fix}${silencing}`,
			at: placeOf$3(problem, path, reason, places, problem.fix === void 0 && leavingOut !== null)
		};
	};
}
/** Tells whether some entry point names the path, also without its ending or by its folder. */
function entryPointLookup(manifest) {
	const named = /* @__PURE__ */ new Set();
	for (const { targets } of entryPointsOf(manifest)) for (const target of targets) named.add(posix.join("/", target).slice(1).replace(/\/$/, ""));
	return (path) => [
		path,
		path.replace(/(?:\.d)?\.\w+$/, ""),
		path.replace(/\/?index(?:\.d)?\.\w+$/, "")
	].some((spelled) => named.has(spelled));
}
/** A rule that judges the text of a file, at a line, is not mended by leaving the file out, unless it says so. */
function isByContent(rule, { line, fixWith }) {
	return line !== void 0 && fixWith === void 0 && rule !== "secret-file";
}
/**
* The `files` list to propose in the fix of a rule. It leaves out what that rule flags, and what must not ship in any case: a file of
* which another rule only warns, or that a waiver covers, may be the product.
*/
function proposals({ tarball, source, policy }, said, isEntryPoint) {
	const shipped = tarball.entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path);
	const known = /* @__PURE__ */ new Map();
	const unwanted = (rule) => {
		const waived = /* @__PURE__ */ new Map();
		const isWaived = (by, path) => {
			const globs = waived.get(by) ?? compileGlobs(policy.waivers.filter((each) => each.rule === by).flatMap(({ files }) => files));
			waived.set(by, globs);
			return globs(path);
		};
		return said.flatMap(({ rule: by, problem, level }) => {
			const { path, field, fix } = problem;
			if (path === void 0 || field !== void 0 || fix !== void 0 || isByContent(by, problem)) return [];
			if (by === "unlisted-file" && isEntryPoint(path)) return [];
			if (by !== rule && (level === "warn" || isWaived(by, path))) return [];
			return {
				rule: by,
				path
			};
		});
	};
	return (rule) => {
		const made = known.get(rule);
		if (made !== void 0) return made;
		const negations = !isYarnClassic(source.packedWith);
		const proposed = proposedFiles(shipped, unwanted(rule), { negations });
		known.set(rule, proposed);
		return proposed;
	};
}
/** The manifest as the repository has it, whose `files` has the lines; null when it is not there or cannot be read. */
function repositoryManifest({ manifestText }) {
	if (manifestText === null) return null;
	try {
		return parseManifest(manifestText);
	} catch {
		return null;
	}
}
function inWords(reason, source) {
	switch (reason.kind) {
		case "always": return "every packer adds README, LICENSE and package.json";
		case "forced": return `ships because \`${reason.field}\` is \`${reason.value}\``;
		case "entry": return `ships because \`files[${reason.index}]\` is \`${reason.entry}\``;
		case "negation": return `ships because yarn 1 packs the whole folder when \`files\` has a \`!\` entry, and \`files[${reason.index}]\` is \`${reason.entry}\``;
		case "bundled": return `ships because \`${reason.field}\` takes \`${reason.name}\` in`;
		case "no-files": return source.hasNpmignore ? "package.json has no `files` field: everything that .npmignore does not name ships" : "package.json has no `files` field: everything that is not ignored ships";
		case "unexplained": return "ships although no entry of `files` names it: the packer or a script added it";
	}
}
function placesIn$1({ manifestText, tracked, hasNpmignore }, directory) {
	const prefix = directory === "" ? "" : `${directory}/`;
	return {
		manifest: `${prefix}package.json`,
		ignore: hasNpmignore ? `${prefix}.npmignore` : null,
		lines: manifestLines(manifestText ?? ""),
		tracked: (path) => tracked?.has(prefix + path) ? prefix + path : null
	};
}
/** @param leavesOut the fix is an edit of what ships, not of the file that does */
function placeOf$3(problem, path, reason, places, leavesOut) {
	const { at, field, line } = problem;
	if (at !== void 0) return {
		file: at.file,
		line: at.line
	};
	if (places === null) return null;
	const { manifest, ignore, lines } = places;
	const tracked = path === null || reason === null ? null : places.tracked(path);
	if (tracked !== null && line !== void 0 && !leavesOut) return {
		file: tracked,
		line
	};
	if (field !== void 0) return {
		file: manifest,
		line: lines.nearest(field)
	};
	if (reason?.kind === "entry" || reason?.kind === "negation") return {
		file: manifest,
		line: lines.nearest(`files.${reason.index}`)
	};
	if (reason?.kind === "forced" || reason?.kind === "bundled") return {
		file: manifest,
		line: lines.nearest(reason.field)
	};
	if (leavesOut && reason?.kind === "no-files") return ignore === null ? {
		file: manifest,
		line: 1
	} : {
		file: ignore,
		line: null
	};
	return tracked === null ? {
		file: manifest,
		line: 1
	} : {
		file: tracked,
		line: null
	};
}

// src/masks.ts
/**
* Writes `***` for every part of a text that is one of the values, or of several that overlap. The cost grows with the text, and not
* with the number of values: a hostile tarball can hold thousands.
*/
function hiding(values) {
	const known = new Set(values.filter((value) => value !== ""));
	if (known.size === 0) return (text) => text;
	const lengths = [...new Set([...known].map(({ length }) => length))].sort((a, b) => b - a);
	const beginnings = new Set([...known].map((value) => value.charCodeAt(0)));
	const longestAt = (text, at) => beginnings.has(text.charCodeAt(at)) ? lengths.find((length) => at + length <= text.length && known.has(text.slice(at, at + length))) ?? 0 : 0;
	return (text) => {
		let shown = "";
		let rest = 0;
		for (let at = 0; at < text.length;) {
			let end = at + longestAt(text, at);
			if (end === at) {
				at++;
				continue;
			}
			const start = at;
			for (at++; at < end; at++) end = Math.max(end, at + longestAt(text, at));
			shown += `${text.slice(rest, start)}***`;
			rest = end;
		}
		return rest === 0 ? text : shown + text.slice(rest);
	};
}

// src/judge.ts
/** Starts the rules. Nothing is judged yet: the entries come one at a time. */
function inspect(rules, policy, source, baseline) {
	if (rules.length === 0) throw new Error("There are no rules to judge by");
	let seen = 0;
	const statements = [];
	const running = rules.flatMap((rule) => {
		const setting = policy.rules.get(rule.id);
		if (!setting) throw new Error(`The policy has no setting for ${rule.id}`);
		if (setting.level === "off" && !rule.alwaysRuns) return [];
		return [{
			rule,
			inspector: rule.start({
				policy,
				options: setting.options,
				source,
				baseline
			})
		}];
	});
	const state = (finder, problem) => {
		const rule = problem.inNameOf ?? finder;
		if (!(policy.rules.get(rule.id)?.level === "off") || problem.waivable === false) statements.push({
			rule,
			problem
		});
	};
	const on = rules.filter((rule) => policy.rules.get(rule.id)?.level !== "off").length;
	if (running.length < on) throw new Error(`Only ${running.length} of ${on} rules are running`);
	const visitors = running.filter(({ inspector }) => inspector.entry);
	return {
		entry(entry) {
			seen++;
			for (let place = 0; place < visitors.length; place++) {
				const visitor = visitors[place];
				if (visitor === void 0) continue;
				const problems = visitor.inspector.entry?.(entry) ?? [];
				if (Array.isArray(problems) && problems.length === 0) continue;
				for (const problem of problems) state(visitor.rule, problem);
			}
		},
		conclude(tarball) {
			if (seen !== tarball.entries.length) throw new Error(`The rules saw ${seen} of ${tarball.entries.length} entries`);
			for (const { rule, inspector } of running) for (const problem of inspector.tarball?.(tarball) ?? []) state(rule, problem);
			return statements;
		}
	};
}
/**
* Turns what the rules said into findings: level, attribution, order, waivers. `rules` gives the order.
* Pure; `today` is `YYYY-MM-DD`.
*/
function decide(request) {
	const { rules, statements, tarball, policy, source, today } = request;
	const said = statements.map(({ rule, problem }) => ({
		rule: rule.id,
		problem,
		level: levelOf$1(policy, rule, problem)
	}));
	const attribution = createAttribution({
		tarball,
		source,
		policy,
		said
	});
	const masks = statements.flatMap(({ problem }) => problem.mask === void 0 ? [] : [problem.mask]);
	const hide = hiding(masks);
	const findings = statements.map(({ rule, problem }) => {
		const level = levelOf$1(policy, rule, problem);
		const { fingerprint, waivable } = problem;
		const attributed = attribution(rule, problem);
		const told = masks.length === 0 ? attributed : withoutValues(attributed, hide);
		return {
			rule: rule.id,
			level,
			...told,
			fingerprint,
			waivable
		};
	});
	const waivers = applyWaivers({
		findings: inOrder(findings, rules),
		waivers: policy.waivers,
		audience: policy.audience,
		today
	});
	return {
		report: {
			name: tarball.manifest.name,
			version: tarball.manifest.version,
			tarball: {
				path: tarball.file,
				integrity: tarball.integrity,
				shasum: tarball.shasum,
				packedSize: tarball.packedSize,
				unpackedSize: tarball.unpackedSize,
				files: tarball.entries.filter((entry) => entry.kind === "file").length
			},
			findings: waivers.standing.map(forReport),
			waived: waivers.waived.map(({ finding, waiver }) => ({
				...forReport(finding),
				waiver: {
					reason: waiver.reason,
					owner: waiver.owner,
					expires: waiver.expires,
					at: waiver.at
				}
			})),
			lowered: policy.lowered,
			contents: tarball.entries.filter((entry) => entry.kind === "file").map(({ path, size }) => ({
				path: hide(path),
				size
			}))
		},
		waivers,
		masks
	};
}
/** What one rule knows to be a credential no other rule may quote: a command, a path, a field can hold the same text. */
function withoutValues(attributed, hide) {
	const { path, field, message, why, fix } = attributed;
	return {
		...attributed,
		path: path === null ? null : hide(path),
		field: field === null ? null : hide(field),
		message: hide(message),
		why: why === null ? null : hide(why),
		fix: hide(fix)
	};
}
/** A rule may lower its finding below the policy's level; it raises it only where no policy can hold. */
function levelOf$1(policy, rule, problem) {
	if (problem.waivable === false) return "error";
	return policy.rules.get(rule.id)?.level === "warn" ? "warn" : problem.level ?? "error";
}
function forReport({ fingerprint: _, waivable: __, ...finding }) {
	return finding;
}
/** Errors first, then the rules' own order, then paths by code unit, then what stands earlier in the file. */
function inOrder(findings, rules) {
	const order = new Map(rules.map((rule, index) => [rule.id, index]));
	const key = ({ level, rule, path, field, line }) => [
		level === "error" ? 0 : 1,
		digits$1(order.get(rule) ?? order.size),
		path ?? "",
		field ?? "",
		digits$1(line ?? 0)
	].join("\0");
	return findings.map((finding) => ({
		finding,
		key: key(finding)
	})).sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map(({ finding }) => finding);
}
/** Padded, so that the order of the texts is the order of the numbers. */
function digits$1(value) {
	return String(value).padStart(16, "0");
}

// src/policy/alike.ts
/** True when two policies judge every tarball alike: where a value stands, and who gave which reason for it, is left aside. */
function judgeAlike(one, other) {
	return one === other || essence(one) === essence(other);
}
function essence({ ship, require, list, limits, rules, waivers }) {
	const value = (placed) => placed?.value ?? null;
	return JSON.stringify([
		ship?.map(value) ?? null,
		require.map(value),
		value(list),
		[
			limits.packed,
			limits.unpacked,
			limits.file,
			limits.files,
			limits.growth
		].map(value),
		[...rules].map(([id, { level, options }]) => [
			id,
			level,
			options
		]),
		waivers.map(({ rule, files, expires, audience, fingerprints }) => [
			rule,
			files,
			expires,
			audience,
			fingerprints
		])
	]);
}

// src/rules/artifact-list.ts
const artifactList = defineRule({
	id: "artifact-list",
	title: "Not the files of the committed list",
	catches: "Files and links that the policy's `list` does not name, and names of the list that are not in the tarball. The list holds exact paths, one a line, package.json included, and is reviewed like source. Where the policy names a list and there is none to read, nothing is judged. Left alone: order, and everything when the policy names no list.",
	incident: "The map in @anthropic-ai/claude-code 2.1.88 (31 March 2026) was one new path beside some twenty; in a reviewed list it would have been one added line.",
	fix: "If the tarball is right, write its paths into the list and have that reviewed; if the list is right, mend `files` or the build.",
	options: noOptions,
	start: ({ policy, source }) => ({ *tarball({ entries }) {
		const { list } = policy;
		if (list === null) return;
		if (source.artifactList === null) {
			yield {
				message: `the policy names the list \`${list.value}\`, and there is none to compare with`,
				fix: `Commit the list of paths at \`${list.value}\`, or take \`list\` out of the policy.`,
				...list.at && { at: list.at }
			};
			return;
		}
		yield* compare(source.artifactList, entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path));
	} })
});
function* compare(list, paths) {
	const listed = new Set(list.lines.map(({ text }) => text));
	const shipped = new Set(paths);
	const lineFor = insertionLine(list);
	for (const path of shipped) {
		if (listed.has(path)) continue;
		yield {
			path,
			message: `is not in the list \`${list.file}\``,
			fix: `Keep it out of the package, or add the line \`${path}\` to \`${list.file}\`.`,
			at: {
				file: list.file,
				line: lineFor(path),
				column: 1
			}
		};
	}
	const told = /* @__PURE__ */ new Set();
	for (const { text, line } of list.lines) {
		if (shipped.has(text) || told.has(text)) continue;
		told.add(text);
		yield {
			path: text,
			message: `is in the list \`${list.file}\` and not in the tarball`,
			fix: `Build or include it, or take the line out of \`${list.file}\`.`,
			at: {
				file: list.file,
				line,
				column: 1
			}
		};
	}
}
/** Where a sorted list would take a path: at the first line that sorts after it, else at the last line. */
function insertionLine({ lines }) {
	const sorted = lines.toSorted((a, b) => a.text < b.text ? -1 : 1);
	return (path) => {
		let low = 0;
		let high = sorted.length;
		while (low < high) {
			const middle = low + high >> 1;
			if ((sorted[middle]?.text ?? "") > path) high = middle;
			else low = middle + 1;
		}
		return sorted[low]?.line ?? lines.at(-1)?.line ?? 1;
	};
}

// src/tarball/file-paths.ts
/** Several rules ask the same of the same tarball, so the answer is kept as long as the tarball is. */
const known$1 = /* @__PURE__ */ new WeakMap();
/** The paths of a tarball that npm would install: files, and neither links nor devices. */
function filePaths(tarball) {
	let paths = known$1.get(tarball);
	if (paths === void 0) {
		const found = /* @__PURE__ */ new Set();
		for (const { path, kind } of tarball.entries) if (kind === "file") found.add(path);
		paths = found;
		known$1.set(tarball, paths);
	}
	return paths;
}

// src/rules/bin-hygiene.ts
/** Bytes in which a real executable shows a NUL: ELF, Mach-O, PE and WebAssembly all do in their first few. */
const HEADER = 512;
/** Longest first line that is looked at; Linux itself reads 256 bytes. */
const FIRST_LINE = 2048;
/** Windows runs these by their ending, and nothing else runs them at all. */
const WINDOWS_SCRIPT = /\.(?:cmd|bat|ps1|exe)$/i;
const texts$1 = {
	none: {
		message: "has no `#!` line: a Unix shell would run the JavaScript as a shell script",
		fix: "Make `#!/usr/bin/env node` its very first line."
	},
	crlf: {
		message: "has a `#!` line that ends in CRLF: Linux and macOS look for an interpreter `node\\r` (npm mends that on install, other managers may not)",
		fix: "Save the file with LF line endings, and keep them: `*.js text eol=lf` in .gitattributes."
	},
	bom: {
		message: "begins with a byte order mark, so that the `#!` behind it is not seen",
		fix: "Save the file as UTF-8 without BOM."
	},
	utf16: {
		message: "is UTF-16 text, in which no system finds a `#!` line",
		fix: "Save the file as UTF-8 without BOM."
	},
	empty: {
		message: "is an empty file",
		fix: "Build the command before packing, or delete it from `bin`."
	}
};
const binHygiene = defineRule({
	id: "bin-hygiene",
	title: "A command that does not start",
	catches: "Files named by `bin` with no `#!` line, with one that ends in CRLF, or with a byte order mark before it, and empty ones. Left alone: executables, Windows scripts (.cmd, .bat, .ps1), the file mode (every package manager sets it on install), and files that are not there (see broken-entry-point).",
	incident: "npm-dts before 1.3.1 and schemalint 0.4.2 (both 2020) were published with CRLF: users of yarn and of Alpine Linux got `No such file or directory`, while `npm install` on its author's Mac mended npm-dts and hid the cause.",
	fix: "Begin the file with `#!/usr/bin/env node`, saved as UTF-8 without BOM and with LF line endings.",
	options: noOptions,
	start: () => {
		const starts = /* @__PURE__ */ new Map();
		return {
			entry(entry) {
				if (entry.kind !== "file") return [];
				const start = startOf(entry);
				if (start === null) starts.delete(entry.path);
				else starts.set(entry.path, start);
				return [];
			},
			*tarball(tarball) {
				const files = filePaths(tarball);
				const commandsOf = /* @__PURE__ */ new Map();
				for (const bin of binsOf(tarball.manifest)) {
					const others = commandsOf.get(bin.path);
					if (others === void 0) commandsOf.set(bin.path, [bin]);
					else others.push(bin);
				}
				for (const [path, bins] of commandsOf) {
					if (!files.has(path) || WINDOWS_SCRIPT.test(path)) continue;
					const start = starts.get(path) ?? "none";
					if (start === "shebang" || start === "binary") continue;
					yield {
						path,
						message: `${named$2(bins)} ${texts$1[start].message}`,
						fix: texts$1[start].fix
					};
				}
			}
		};
	}
});
function named$2(bins) {
	const commands = bins.map(({ command }) => `\`${command}\``).join(", ");
	return bins.length > 1 ? `the file of the commands ${commands}` : `the file of the command ${commands}`;
}
function hasShebang(content, at) {
	return content[at] === 35 && content[at + 1] === 33;
}
function startOf({ content }) {
	if (content.length === 0) return "empty";
	const [first, second] = [content[0], content[1]];
	if (hasShebang(content, 0)) return hasCrlf(content) ? "crlf" : "shebang";
	if (first === 239 && second === 187 && content[2] === 191) return hasShebang(content, 3) ? "bom" : null;
	if (first === 255 && second === 254 || first === 254 && second === 255) return "utf16";
	return content.subarray(0, HEADER).includes(0) ? "binary" : null;
}
function hasCrlf(content) {
	const line = content.subarray(0, FIRST_LINE);
	const end = line.indexOf("\n");
	return line.subarray(0, end === -1 ? line.length : end).includes("\r");
}

// src/rules/install-script.ts
/** What runs on the machine of everyone who installs the package, in this order. */
const installEvents = [
	"preinstall",
	"install",
	"postinstall"
];
/** One file for Node and nothing else: no flag, variable or operator of a shell, no argument. */
const plain = /^node\s+([\w@.][\w@./-]*)$/;
/** How Node finds the program that it is started with: endings, the index of a folder, and a folder's own package.json. @see https://nodejs.org/api/modules.html#all-together */
const tried = [
	"",
	".js",
	".json",
	".node",
	"/index.js",
	"/index.json",
	"/index.node",
	"/package.json"
];
/**
* The file that `node <path>` of an install script is to run, when the tarball lacks it: every install then ends with MODULE_NOT_FOUND. Null
* when it is there, and when nobody can say: another form of command, a path out of the package or into its dependencies, a file that
* node-gyp builds, or a command of another form that runs before and may write it.
*/
function missingInstallScript(tarball, event) {
	const scripts = stringsOf(tarball.manifest.scripts);
	if (installEvents.slice(0, installEvents.indexOf(event)).map((each) => scripts.get(each)).some((script) => script && !plain.test(script.trim()))) return null;
	const spelled = plain.exec(scripts.get(event)?.trim() ?? "")?.[1];
	if (spelled === void 0) return null;
	const path = posix.normalize(spelled).replace(/\/$/, "");
	if (path === "." || /^(?:\.\.|node_modules)(?:\/|$)/.test(path)) return null;
	const files = filePaths(tarball);
	if (files.has("binding.gyp") && path.startsWith("build/")) return null;
	return tried.some((ending) => files.has(path + ending)) ? null : spelled;
}

// src/rules/shown.ts
/** Longest piece of a manifest that a message repeats, in characters. */
const LONGEST$2 = 200;
/** Longest text in which credentials are looked for; beyond it nothing is shown anyway. */
const LOOKED_AT = 4e3;
/**
* A value of the manifest as a message may show it: cut at 200 characters, with user names, passwords, query strings
* and well-known token shapes blanked. Still raw text: the report escapes it.
*/
function shown$1(text) {
	const blanked = withoutCredentials(text.slice(0, LOOKED_AT));
	if (blanked.length <= LONGEST$2 && text.length <= LOOKED_AT) return blanked;
	const characters = [...blanked];
	return characters.length > LONGEST$2 || text.length > LOOKED_AT ? `${characters.slice(0, LONGEST$2).join("")}\u2026` : blanked;
}
/** True when `shown` gives the text back as it is. */
function isShownWhole(text) {
	return text.length <= LOOKED_AT && withoutCredentials(text) === text;
}
/** Without one of these none of the patterns below finds anything, and most texts have none. */
const telling$1 = /:\/\/|bearer|basic|_auth|token|passw|secret|gh[a-z][-_]|github_pat|npm[-_]|glpat|xox/i;
function withoutCredentials(text) {
	if (!telling$1.test(text)) return text;
	return text.replace(/:\/\/([^\s/?#]+)@/g, (whole, user) => user === "git" ? whole : "://\u2026@").replace(/(:\/\/[^\s?#]*)\?[^\s#"']+/g, "$1?\u2026").replace(/\b(Bearer|Basic)\s+[^\s"']+/gi, "$1 \u2026").replace(/(_auth\w*|token|password|passwd|secret)(\s*[=:]\s*)[^\s"']+/gi, "$1$2\u2026").replace(/\b(gh[a-z]|github_pat|npm|glpat|xox[a-z])([-_])[\w-]{16,}/g, "$1$2\u2026");
}

// src/rules/lifecycle-script.ts
/** What the package managers run for a package with a `binding.gyp` and no install script of its own. */
const IMPLICIT = "node-gyp rebuild";
/** Longest command that the proposed policy line repeats; nobody reviews a longer one in one line. */
const LONGEST_POLICY_LINE = 500;
const options$1 = new RuleOptions({ allow: {} }, ({ z }) => {
	const command = z.string().min(1);
	return z.strictObject({ allow: z.strictObject({
		preinstall: command.optional(),
		install: command.optional(),
		postinstall: command.optional()
	}).default({}).describe("The exact command that may run at each event; `install: node-gyp rebuild` also allows the implicit one.") });
});
/** Whether lifecycle-script stops a tarball for this command: neither a level, an allowed command nor a waiver lets it run. */
function isScriptStopped({ rules, waivers }, event, script) {
	const setting = rules.get("lifecycle-script");
	if (setting?.level !== "error") return false;
	const { allow } = options$1.read(setting.options);
	return allow[event] !== script && !waivers.some(({ rule, files }) => rule === "lifecycle-script" && compileGlobs(files)("package.json"));
}
const lifecycleScript = defineRule({
	id: "lifecycle-script",
	title: "A script that runs on install",
	catches: "`preinstall`, `install` and `postinstall`, which run on every machine that installs the package, and the `node-gyp rebuild` that runs without any script when `binding.gyp` lies at the root. `gypfile: false` does not excuse it: npm forgets it when it installs from a lockfile (npm/cli#9837), and yarn never reads it. The same in a bundled dependency, because npm runs its scripts too, and in any letter case, because macOS and Windows do not tell it. Left alone: a command that the policy allows word for word, and `prepare`, `prepack` and the rest, which no manager runs for a package from a registry.",
	incident: "rollup 4.53.0 shipped a leftover `postinstall: patch-package`, apify-client 2.23.2 and storybook-addon-remix-react-router 6.0.0 a `preinstall: npx only-allow pnpm`, meant for their own developers. Shai-Hulud (2025) spread by `preinstall` and `postinstall`, \"Miasma\" (June 2026) by a `binding.gyp` alone.",
	fix: "Delete the script (what only developers need goes to `prepare`), or allow that exact command in the policy: `lifecycle-script: { allow: { postinstall: \"node install.js\" } }`.",
	options: options$1,
	start: (context) => {
		const bundled = [];
		return {
			entry(entry) {
				const folder = entry.kind === "file" ? installedFolder(entry.path) : null;
				if (folder !== null) bundled.push({
					folder,
					path: entry.path,
					scripts: stringsOf(scriptsIn(entry.text()))
				});
				return [];
			},
			*tarball(tarball) {
				yield* bundledProblems(tarball, bundled);
				const scripts = stringsOf(tarball.manifest.scripts);
				for (const event of installEvents) {
					const script = scripts.get(event);
					if (!script || context.options.allow[event] === script) continue;
					const missing = missingInstallScript(tarball, event);
					const fails = missing === null ? "" : ` (and fails on every install: ${shown$1(missing)} is not in the tarball)`;
					yield problem$1(event, script, `\`${event}\` runs on every install: ${shown$1(script)}${fails}`, context.options.allow[event]);
				}
				if (scripts.get("install") || context.options.allow.install === IMPLICIT) return;
				const gyp = bindingGyp(tarball);
				if (gyp === null) return;
				const message = `\`${gyp}\` at the root makes \`${IMPLICIT}\` run on install, although no script says so${whoRuns(tarball)}`;
				yield problem$1("install", IMPLICIT, message, context.options.allow.install);
			}
		};
	}
});
function scriptsIn(text) {
	try {
		const manifest = JSON.parse(text.replace(/^\uFEFF/, ""));
		return isRecord(manifest) ? manifest.scripts : null;
	} catch {
		return null;
	}
}
/** npm 10 and 11 run the scripts of a bundled dependency as those of any other (measured); no policy line names one, a waiver does. */
function* bundledProblems({ entries }, bundled) {
	for (const { folder, path, scripts } of bundled) {
		const fix = `Bundle another version of ${folder}, or waive this rule for \`${path}\` after a look at what it runs.`;
		for (const event of installEvents) {
			const script = scripts.get(event);
			if (script) yield {
				path,
				message: `\`${event}\` of a bundled dependency runs on every install: ${shown$1(script)}`,
				fix
			};
		}
		if (scripts.get("install") || scripts.get("preinstall")) continue;
		const gyp = entries.find(({ path: at }) => at.toLowerCase() === `${folder}/binding.gyp`.toLowerCase());
		if (gyp !== void 0) yield {
			path: gyp.path,
			message: `makes \`${IMPLICIT}\` run on install for a bundled dependency`,
			fix
		};
	}
}
/** npm and pnpm look at the file system, and most of those are blind to case. */
function bindingGyp(tarball) {
	return tarball.entries.find(({ path, kind }) => kind !== "directory" && path.toLowerCase() === "binding.gyp")?.path ?? null;
}
/**
* Who runs the implicit rebuild where npm's own documentation says that it is off.
* @see https://docs.npmjs.com/cli/commands/npm-rebuild (off with a preinstall or install script, or `gypfile: false`)
* @see https://github.com/npm/cli/issues/9837 (`gypfile: false` is lost when npm installs from a lockfile)
* @see https://github.com/yarnpkg/berry/blob/master/packages/plugin-pnp/sources/jsInstallUtils.ts (only `install` turns it off)
*/
function whoRuns({ manifest }) {
	if (manifest.gypfile === false) return " (`gypfile: false` stops neither npm with a lockfile nor yarn)";
	return stringsOf(manifest.scripts).get("preinstall") ? " (yarn runs it beside `preinstall`)" : "";
}
function problem$1(event, script, message, allowed) {
	const edit = script === IMPLICIT && event === "install" ? "Keep `binding.gyp` out of the tarball" : `Delete \`scripts.${event}\` from package.json`;
	return {
		path: "package.json",
		field: `scripts.${event}`,
		message: allowed === void 0 ? message : `${message} (the policy allows another command: ${shown$1(allowed)})`,
		fix: script.length <= LONGEST_POLICY_LINE && isShownWhole(script) ? `${edit}, or allow it in the policy under \`rules\`: ${policyLine$1(event, script)}` : `${edit}.`
	};
}
/** A line of the policy, ready to paste. A JSON string is a YAML string too, once C1 controls and line separators are escaped. */
function policyLine$1(event, script) {
	return `lifecycle-script: { allow: { ${event}: ${JSON.stringify(script).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)} } }`;
}

// src/rules/path-ranges.ts
/**
* Paths by their beginning and by their end: which ones a pattern such as `dist/*.js` could mean, without a look at all of them for
* each of a thousand patterns.
*/
var PathRanges = class {
	#forward;
	#backward;
	constructor(paths) {
		this.#forward = [...paths].sort(byCodeUnit);
		this.#backward = this.#forward.map(mirrored).sort(byCodeUnit);
	}
	/** All that begin with `before` and end with `after`, and perhaps others: the fewer of those that do the one or the other. */
	*among(before, after) {
		const beginning = range(this.#forward, before);
		const ending = range(this.#backward, mirrored(after));
		if (beginning.end - beginning.start <= ending.end - ending.start) for (let at = beginning.start; at < beginning.end; at++) yield this.#forward[at] ?? "";
		else for (let at = ending.start; at < ending.end; at++) yield mirrored(this.#backward[at] ?? "");
	}
};
function byCodeUnit(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
/** By code unit: a half of a pair that comes first is put back by the second mirroring. */
function mirrored(text) {
	return text.split("").reverse().join("");
}
/** Where those that begin with `prefix` lie in a sorted list. */
function range(sorted, prefix) {
	const first = (isBehind) => {
		let low = 0;
		let high = sorted.length;
		while (low < high) {
			const middle = low + high >> 1;
			if (isBehind(sorted[middle] ?? "")) high = middle;
			else low = middle + 1;
		}
		return low;
	};
	return {
		start: first((text) => text >= prefix),
		end: first((text) => text > prefix && !text.startsWith(prefix))
	};
}

// src/rules/broken-entry-point.ts
const brokenEntryPoint = defineRule({
	id: "broken-entry-point",
	title: "An entry point that leads nowhere",
	catches: "`main`, `module`, `browser`, `types`, `typings`, `bin`, `directories.bin`, `exports` and `imports` (every condition and subpath) that name no file of the tarball, also when only the letter case differs, and targets of `exports` that do not begin with `./`; and an install script `node <file>` whose file is missing, so that every install fails (where lifecycle-script stops the script itself, it says so instead). Each field is looked up as its reader does it: endings and index files for `main`, none for `exports`, one match for a `*`, one of a fallback array. Warnings only: a `main` that Node replaces by index.js, the `index.js` that `npm init` writes when the package is a command, a `browser` key without its file, a pattern that fits nothing in a folder that ships or beside an entry point that works, conditions of the project's own (`source`), `types` beside `exports` with declarations that ship, and `imports`, which only the package itself reads. Left alone: no `main` at all, `null`, `false` and package names as targets, `typesVersions`, `man`, and what node-gyp builds on install.",
	incident: "ruvector 0.2.23 (2026-04-24) named `dist/index.js` as `main` and shipped no dist: every import failed. contentful-cli 4.0.2 (June 2026) and storybook-addon-remix-react-router 6.0.0 (`main` is `../../dist/index.js`) did the same in one field.",
	fix: "Build before packing, let `files` ship the file, or correct the field.",
	options: noOptions,
	start: ({ policy }) => ({ *tarball(tarball) {
		yield* missingScripts(tarball, policy);
		const shipped = new Shipped(tarball);
		const points = entryPointsOf(tarball.manifest).map((point) => ({
			point,
			fault: shipped.faultOf(point)
		}));
		const working = points.filter(({ point, fault }) => fault === null && !point.isKey && !point.targets.includes("./package.json")).map(({ point }) => point);
		const broken = points.flatMap(({ point, fault }) => {
			if (fault === null) return [];
			return [{
				point,
				...fault,
				level: isSecondary(point, working) ? "warn" : fault.level
			}];
		});
		const groups = /* @__PURE__ */ new Map();
		for (const found of broken) {
			const key = JSON.stringify([found.about, found.level]);
			const group = groups.get(key);
			if (group) group.push(found);
			else groups.set(key, [found]);
		}
		for (const [first, ...others] of groups.values()) {
			if (first === void 0) continue;
			const also = alsoIn(others.map(({ point }) => point.name));
			yield problem(first.point, `${shown$1(first.point.name)} ${first.text}${also}`, first.level);
		}
	} })
});
/** Install scripts whose file is missing. Where lifecycle-script stops the tarball for the script itself, that finding says so. */
function* missingScripts(tarball, policy) {
	for (const event of installEvents) {
		const missing = missingInstallScript(tarball, event);
		const script = stringsOf(tarball.manifest.scripts).get(event);
		if (missing === null || script === void 0 || isScriptStopped(policy, event, script)) continue;
		yield {
			path: "package.json",
			field: `scripts.${event}`,
			message: `scripts.${event} runs "${shown$1(missing)}", which is not in the tarball: every install fails with MODULE_NOT_FOUND`,
			fix: `Let \`files\` ship ${shown$1(missing)}, or delete \`scripts.${event}\` from package.json.`
		};
	}
}
/** Others of the package's entry points make up for this one, or nobody else's tools ask for it. */
function isSecondary({ field, targets, lookup, isOwnCondition }, working) {
	if (isOwnCondition) return true;
	if (lookup === "pattern") return working.length > 0;
	if (field === "main" && /^(?:\.\/)?index(?:\.js)?$/.test(targets[0] ?? "")) return working.some((point) => /^bin(?:\.|$)/.test(point.field));
	return (field === "types" || field === "typings") && working.some((point) => point.field.startsWith("exports.") && isDeclaration(point));
}
function isDeclaration({ targets }) {
	return targets.some((target) => /\.d\.[mc]?ts$/.test(target));
}
function error(text, about) {
	return {
		text,
		about,
		level: "error"
	};
}
function warning(text, about) {
	return {
		text,
		about,
		level: "warn"
	};
}
function problem(point, message, level) {
	const edit = `Let the build make the file and \`files\` ship it, or correct \`${shown$1(point.name)}\` in package.json.`;
	return {
		path: "package.json",
		field: point.field,
		message,
		fix: edit,
		...level === "warn" ? { level } : {}
	};
}
function alsoIn(names) {
	if (names.length === 0) return "";
	const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
	return ` (so do ${names.slice(0, 3).map(shown$1).join(", ")}${more})`;
}
/** Endings that are tried after the name itself, and index files in a folder of that name. */
const ENDINGS = {
	node: [
		".js",
		".json",
		".node"
	],
	bundler: [
		".js",
		".json",
		".node",
		".mjs",
		".cjs",
		".wasm"
	],
	types: [
		".d.ts",
		".ts",
		".tsx",
		".d.mts",
		".d.cts"
	],
	exact: [],
	folder: [],
	pattern: []
};
/** The paths that npm would install, and what can be said of a path that is not among them. */
var Shipped = class {
	#paths;
	/** Made when a path is missing, which in most packages none is. */
	#byLowerCase = null;
	#allFolders = null;
	#ranges = null;
	/** Answers for patterns: many subpaths can name the same. */
	#fitting = /* @__PURE__ */ new Map();
	constructor(tarball) {
		this.#paths = filePaths(tarball);
	}
	/** Made when the first folder is asked for, which most manifests never do. */
	get #folders() {
		this.#allFolders ??= foldersOf$1(this.#paths);
		return this.#allFolders;
	}
	faultOf(point) {
		const replaced = point.instead === null ? "" : insideOf(point.instead);
		if (replaced === null || replaced !== "" && !this.#has(replaced, "bundler")) return null;
		if (point.targets.length === 0) return error("nests its conditions too deeply to be followed", [point.field]);
		const named = point.targets.slice(0, 3).map((target) => `"${shown$1(target)}"`);
		if (point.targets.length > named.length) named.push("\u2026");
		const names = `names ${named.join(" or ")}`;
		const usable = point.targets.filter((target) => !point.relativeOnly || target.startsWith("./"));
		if (usable.length === 0) return error(`${names}, which does not begin with "./", so that Node refuses it`, point.targets);
		const inside = usable.flatMap((target) => insideOf(target) ?? []);
		if (inside.length === 0) return error(`${names}, which leads out of the package`, usable);
		if (inside.some((path) => this.#has(path, point.lookup) || this.#isBuiltOnInstall(path))) return null;
		const twin = inside.map((path) => this.#caseTwin(path, point.lookup)).find((path) => path !== null);
		if (twin) return error(`${names}, but the tarball has "${shown$1(twin)}": the letter case works on macOS and Windows and fails on Linux`, inside);
		if (point.isKey) return warning(`replaces ${named[0]}, which is not in the tarball`, inside);
		if (point.field === "main" && this.#has("", "node")) return warning(`${names}, which is not in the tarball; Node falls back to the index file with a deprecation (DEP0128)`, inside);
		const text = `${names}, ${nothing$3[point.lookup]}`;
		return inside.some((path) => this.#isHarmless(path, point)) ? warning(text, inside) : error(text, inside);
	}
	/**
	* A pattern over a folder that does ship promises no file in particular. `imports` are read by the package's own code alone, and that was
	* mostly bundled with what they name.
	*/
	#isHarmless(path, { lookup, field }) {
		if (field.startsWith("imports.")) return true;
		if (lookup !== "pattern") return false;
		const folder = path.slice(0, path.indexOf("*")).replace(/\/?[^/]*$/, "");
		return folder === "" || this.#folders.has(folder);
	}
	#has(path, lookup) {
		if (lookup === "folder") return path === "" || this.#folders.has(path.replace(/\/$/, ""));
		if (lookup === "pattern") return this.#fits(path);
		return candidates(path, lookup).some((candidate) => this.#paths.has(candidate));
	}
	#caseTwin(path, lookup) {
		if (lookup === "folder" || lookup === "pattern") return null;
		this.#byLowerCase ??= new Map([...this.#paths].map((known) => [known.toLowerCase(), known]));
		for (const candidate of candidates(path, lookup)) {
			const twin = this.#byLowerCase.get(candidate.toLowerCase());
			if (twin !== void 0) return twin;
		}
		return null;
	}
	/** Every `*` of a target stands for the same text, which has at least one character and may hold `/`. */
	#fits(pattern) {
		const fits = this.#fitting.get(pattern) ?? this.#isThere(pattern);
		this.#fitting.set(pattern, fits);
		return fits;
	}
	#isThere(pattern) {
		const parts = pattern.split("*");
		const stars = parts.length - 1;
		const fixed = pattern.length - stars;
		const [before = ""] = parts;
		if (this.#fitting.size >= fewPatterns) this.#ranges ??= new PathRanges(this.#paths);
		for (const path of this.#ranges?.among(before, parts.at(-1) ?? "") ?? this.#paths) {
			const length = (path.length - fixed) / stars;
			if (length < 1 || !Number.isInteger(length) || !path.startsWith(before)) continue;
			if (parts.join(path.slice(before.length, before.length + length)) === path) return true;
		}
		return false;
	}
	/** `build/Release/x.node` is there once node-gyp has run on the consumer's machine. */
	#isBuiltOnInstall(path) {
		return this.#paths.has("binding.gyp") && (path.endsWith(".node") || path.startsWith("build/"));
	}
};
/** Patterns for which all paths are looked through. */
const fewPatterns = 16;
function foldersOf$1(paths) {
	const folders = /* @__PURE__ */ new Set();
	for (const path of paths) for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
		const folder = path.slice(0, at);
		if (folders.has(folder)) break;
		folders.add(folder);
	}
	return folders;
}
const nothing$3 = {
	node: "which is not in the tarball, nor with .js, .json, .node or as a folder with an index file",
	bundler: "which is not in the tarball, nor with an ending or as a folder with an index file",
	types: "which is not in the tarball, nor with .d.ts or as a folder with an index.d.ts",
	exact: "which is not in the tarball",
	folder: "a folder with no file in the tarball",
	pattern: "which fits no file in the tarball"
};
/** The path within the package (`` for its root folder); null when it leads out of it. A trailing `/` stays. */
function insideOf(target) {
	if (target.startsWith("/")) return null;
	const path = posix.normalize(target);
	if (path === ".." || path.startsWith("../")) return null;
	return path === "." || path === "./" ? "" : path;
}
function candidates(path, lookup) {
	const endings = ENDINGS[lookup];
	const folder = path === "" || path.endsWith("/") ? path : `${path}/`;
	const index = endings.map((ending) => `${folder}index${ending}`);
	if (folder === path) return index;
	const declarations = lookup === "types" ? [path.replace(/\.([mc]?)js$/, ".d.$1ts")] : [];
	return [
		path,
		...endings.map((ending) => path + ending),
		...declarations,
		...index
	];
}

// src/magic/elf.ts
/** Machines by `e_machine`, in Node's names where it has one. @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const machines$2 = /* @__PURE__ */ new Map([
	[3, "ia32"],
	[8, "mips"],
	[20, "ppc"],
	[21, "ppc64"],
	[22, "s390x"],
	[40, "arm"],
	[62, "x64"],
	[183, "arm64"],
	[243, "riscv64"],
	[247, "bpf"],
	[258, "loong64"]
]);
const systems = /* @__PURE__ */ new Map([
	[2, "netbsd"],
	[6, "sunos"],
	[9, "freebsd"],
	[12, "openbsd"]
]);
const kinds$3 = /* @__PURE__ */ new Map([
	[1, "object"],
	[2, "executable"],
	[3, "library"],
	[4, "core"]
]);
/** Section headers and program headers looked at: real files have a few dozen. */
const mostHeaders = 4096;
/** An ELF file's header; null for what is none. The operating system is Linux unless the header names another. */
function elfProgram(bytes) {
	if (!hasText(bytes, 0, "ELF")) return null;
	const reader = elfReader(bytes);
	const kind = kinds$3.get(reader.u16(16)) ?? "library";
	return {
		format: "ELF",
		kind: kind === "library" && isExecutable(reader) ? "executable" : kind,
		os: systems.get(reader.u8(7)) ?? "linux",
		cpus: [machines$2.get(reader.u16(18)) ?? `machine ${reader.u16(18)}`]
	};
}
/** Names of the sections. */
function elfSections(bytes) {
	const reader = elfReader(bytes);
	const wide = isWide(reader);
	const start = wide ? reader.u64(40) : reader.u32(32);
	const each = reader.u16(wide ? 58 : 46);
	const count = Math.min(mostHeaders, reader.u16(wide ? 60 : 48));
	const names = reader.u16(wide ? 62 : 50);
	if (start === 0 || each < (wide ? 64 : 40)) return [];
	const offsetOf = (section) => wide ? reader.u64(start + section * each + 24) : reader.u32(start + section * each + 16);
	const table = offsetOf(names);
	return Array.from({ length: count }, (_, section) => reader.name(table + reader.u32(start + section * each), 64));
}
function elfReader(bytes) {
	return new Reader(bytes, bytes[5] !== 2);
}
function isWide(reader) {
	return reader.u8(4) === 2;
}
/** Entries of the dynamic section looked at. */
const mostDynamic = 1024;
/** A position-independent executable is a shared object with an interpreter, or one whose flags say that it is one. */
function isExecutable(reader) {
	const wide = isWide(reader);
	const start = wide ? reader.u64(32) : reader.u32(28);
	const each = reader.u16(wide ? 54 : 42);
	const count = Math.min(mostHeaders, reader.u16(wide ? 56 : 44));
	for (let index = 0; index < count; index++) {
		const header = start + index * each;
		const type = reader.u32(header);
		if (type === 3) return true;
		if (type === 2 && isPie(reader, wide ? reader.u64(header + 8) : reader.u32(header + 4), wide)) return true;
	}
	return false;
}
/** DT_FLAGS_1 with DF_1_PIE. */
function isPie(reader, start, wide) {
	const size = wide ? 8 : 4;
	for (let index = 0; index < mostDynamic; index++) {
		const at = start + index * 2 * size;
		const low = (place) => reader.u32(wide && !reader.littleEndian ? place + 4 : place);
		const tag = low(at);
		if (tag === 0) return false;
		if (tag === 1879048187) return (low(at + size) & 134217728) !== 0;
	}
	return false;
}

// src/magic/mach-o.ts
/** Processors by `cputype`. @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/mach/machine.h */
const machines$1 = /* @__PURE__ */ new Map([
	[7, "ia32"],
	[12, "arm"],
	[18, "ppc"],
	[16777223, "x64"],
	[16777228, "arm64"],
	[16777234, "ppc64"],
	[33554444, "arm64_32"]
]);
/** By `filetype`. @see https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
const kinds$2 = /* @__PURE__ */ new Map([
	[1, "object"],
	[2, "executable"],
	[4, "core"],
	[6, "library"],
	[8, "library"],
	[10, "symbols"]
]);
/** By the platform of LC_BUILD_VERSION. */
const platforms = /* @__PURE__ */ new Map([
	[1, "darwin"],
	[2, "ios"],
	[3, "tvos"],
	[4, "watchos"],
	[6, "darwin (Mac Catalyst)"],
	[7, "ios simulator"],
	[11, "visionos"]
]);
/** Slices of a fat binary; a Java class file has the same magic, and a version of 45 or more in the same place. */
const mostSlices = 30;
/** Load commands and sections looked at. */
const mostCommands = 4096;
/** A Mach-O file's header, or those of all slices of a fat one; null for what is none. */
function machProgram(bytes) {
	const slices = slicesOf(bytes);
	const [first] = slices;
	if (first === void 0) return null;
	const cpus = slices.map(({ reader }) => machines$1.get(reader.u32(4)) ?? `cpu ${reader.u32(4)}`);
	return {
		format: "Mach-O",
		kind: kinds$2.get(first.reader.u32(12)) ?? "library",
		os: platformOf(first),
		cpus: [...new Set(cpus)]
	};
}
/** Names of the sections of all slices, as `__debug_info`. */
function machSections(bytes) {
	return slicesOf(bytes).flatMap((slice) => [...commandsOf(slice)].flatMap(({ command, at }) => {
		const wide = command === 25;
		if (!wide && command !== 1) return [];
		const count = Math.min(256, slice.reader.u32(at + (wide ? 64 : 48)));
		const start = at + (wide ? 72 : 56);
		return Array.from({ length: count }, (_, index) => slice.reader.name(start + index * (wide ? 80 : 68), 16));
	}));
}
function slicesOf(bytes) {
	const magic = new Reader(bytes, false).u32(0);
	if (magic !== 3405691582 && magic !== 3405691583) {
		const slice = sliceOf(bytes);
		return slice === null ? [] : [slice];
	}
	const header = new Reader(bytes, false);
	const count = header.u32(4);
	if (count === 0 || count > mostSlices) return [];
	const wide = magic === 3405691583;
	return Array.from({ length: count }, (_, index) => {
		const at = 8 + index * (wide ? 32 : 20);
		return sliceOf(bytes.subarray(wide ? header.u64(at + 8) : header.u32(at + 8)));
	}).filter((slice) => slice !== null);
}
function sliceOf(bytes) {
	for (const littleEndian of [true, false]) {
		const reader = new Reader(bytes, littleEndian);
		const magic = reader.u32(0);
		if (magic === 4277009102 || magic === 4277009103) return {
			reader,
			wide: magic === 4277009103
		};
	}
	return null;
}
function* commandsOf({ reader, wide }) {
	const count = Math.min(mostCommands, reader.u32(16));
	let at = wide ? 32 : 28;
	for (let index = 0; index < count; index++) {
		const size = reader.u32(at + 4);
		if (size < 8) return;
		yield {
			command: reader.u32(at),
			at
		};
		at += size;
	}
}
function platformOf(slice) {
	for (const { command, at } of commandsOf(slice)) {
		if (command === 50) return platforms.get(slice.reader.u32(at + 8)) ?? "darwin";
		if (command === 37) return "ios";
	}
	return "darwin";
}

// src/magic/pe.ts
/** @see https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types */
const machines = /* @__PURE__ */ new Map([
	[332, "ia32"],
	[448, "arm"],
	[452, "arm"],
	[512, "ia64"],
	[34404, "x64"],
	[43620, "arm64"]
]);
/** A PE file's header; null for what is none, a DOS program included. A .NET assembly runs on more than its header says. */
function peProgram(bytes) {
	const at = headerAt(bytes);
	if (at === null) return null;
	const reader = new Reader(bytes, true);
	const isLibrary = (reader.u16(at + 22) & 8192) !== 0;
	const managed = directoryAt(reader, at, 14) !== 0;
	return {
		format: managed ? ".NET assembly" : "PE",
		kind: isLibrary ? "library" : "executable",
		os: managed ? "win32 and wherever .NET runs" : "win32",
		cpus: [machines.get(reader.u16(at + 4)) ?? `machine ${reader.u16(at + 4)}`]
	};
}
/** Names of the sections, those of more than eight letters out of the string table that MinGW's linker writes. */
function peSections(bytes) {
	const at = headerAt(bytes);
	if (at === null) return [];
	const reader = new Reader(bytes, true);
	const symbols = reader.u32(at + 12);
	const strings = symbols === 0 ? 0 : symbols + reader.u32(at + 16) * 18;
	const start = at + 24 + reader.u16(at + 20);
	return Array.from({ length: Math.min(256, reader.u16(at + 6)) }, (_, index) => {
		const name = reader.name(start + index * 40, 8);
		const long = /^\/(\d+)$/.exec(name)?.[1];
		return long === void 0 || strings === 0 ? name : reader.name(strings + Number(long), 64);
	});
}
function headerAt(bytes) {
	if (!hasText(bytes, 0, "MZ")) return null;
	const at = new Reader(bytes, true).u32(60);
	return hasText(bytes, at, "PE\0\0") ? at : null;
}
/** Address of one of the optional header's data directories; zero when it is not there. */
function directoryAt(reader, header, index) {
	const optional = header + 24;
	const wide = reader.u16(optional) === 523;
	return index < reader.u32(optional + (wide ? 108 : 92)) ? reader.u32(optional + (wide ? 112 : 96) + index * 8) : 0;
}

// src/magic/program.ts
/** What the header of compiled code says; null for all else, WebAssembly and Java among it. */
function programOf(bytes) {
	switch (bytes[0]) {
		case 127: return elfProgram(bytes);
		case 77: return peProgram(bytes);
		case 33: return staticLibrary(bytes);
		case 202:
		case 206:
		case 207:
		case 254: return machProgram(bytes);
		default: return null;
	}
}
/** Names of a program's sections; none for a static library. */
function sectionsOf(bytes, program) {
	switch (program.format) {
		case "ELF": return elfSections(bytes);
		case "Mach-O": return machSections(bytes);
		case "PE":
		case ".NET assembly": return peSections(bytes);
		case "static library": return [];
	}
}
/** Members of an `ar` archive looked at for the first object file. */
const mostMembers$1 = 8;
/** An `ar` archive of object files. A Debian package is an `ar` archive as well, of other things. */
function staticLibrary(bytes) {
	if (!hasText(bytes, 0, "!<arch>\n") || hasText(bytes, 8, "debian-binary")) return null;
	let at = 8;
	for (let member = 0; member < mostMembers$1 && at + 60 <= bytes.length; member++) {
		const size = Number.parseInt(bytes.toString("latin1", at + 48, at + 58), 10);
		const longName = /^#1\/(\d+)/.exec(bytes.toString("latin1", at, at + 16))?.[1];
		const object = bytes.subarray(at + 60 + Number(longName ?? 0), at + 60 + (size || 0));
		const program = elfProgram(object) ?? machProgram(object);
		if (program !== null) return {
			...program,
			format: "static library",
			kind: "object"
		};
		if (!(size >= 0)) break;
		at += 60 + size + size % 2;
	}
	return {
		format: "static library",
		kind: "object",
		os: null,
		cpus: []
	};
}

// src/magic/dump.ts
/** Bytes at the start of JSON that are looked at: more than any of the patterns below can reach. */
const head$2 = 512;
/**
* What kind of memory dump the bytes are, as a phrase with its article; null when they are none.
* @see https://learn.microsoft.com/windows/win32/api/minidumpapiset/ns-minidumpapiset-minidump_header
* @see https://hg.openjdk.org/jdk/jdk/file/tip/src/hotspot/share/services/heapDumper.cpp (hprof)
*/
function dumpKind(bytes) {
	switch (bytes[0]) {
		case 77: return hasText(bytes, 0, "MDMP\u0093\u00a7") ? "a Windows minidump" : null;
		case 80: return hasText(bytes, 0, "PAGEDU64") || hasText(bytes, 0, "PAGEDUMP") ? "a dump of Windows' whole memory" : hasText(bytes, 0, "PERFILE2") ? "a profile of Linux's perf" : null;
		case 74: return hasText(bytes, 0, "JAVA PROFILE 1.0") ? "a Java heap dump" : null;
		case 123: return jsonDump(bytes);
		default: {
			const program = programOf(bytes);
			if (program?.kind !== "core") return null;
			return `a core dump (${program.format}) of a process on ${[program.os, ...program.cpus].join(" ")}`;
		}
	}
}
/** V8 writes its keys always in the same order. @see https://nodejs.org/api/report.html for the diagnostic report */
function jsonDump(bytes) {
	if (!/^\{\s{0,9}"(?:snapshot|head|header|nodes)"/.test(bytes.toString("latin1", 0, 24))) return null;
	const text = bytes.toString("latin1", 0, head$2);
	if (/^\{\s{0,9}"snapshot"\s{0,9}:\s{0,9}\{\s{0,9}"meta"\s{0,9}:\s{0,9}\{\s{0,9}"node_fields"/.test(text)) return "a V8 heap snapshot";
	if (/^\{\s{0,9}"header"\s{0,9}:\s{0,9}\{\s{0,9}"reportVersion"\s{0,9}:/.test(text)) return "a Node.js diagnostic report, with the environment of the process";
	if (/^\{\s{0,9}"head"\s{0,9}:\s{0,9}\{\s{0,9}"callFrame"/.test(text)) return "a V8 heap profile";
	if (/^\{\s{0,9}"nodes"\s{0,9}:\s{0,9}\[\s{0,9}\{\s{0,9}"id"\s{0,9}:\s{0,9}\d{1,9}\s{0,9},\s{0,9}"callFrame"/.test(text)) return "a V8 CPU profile";
	return null;
}

// src/magic/traffic.ts
/** Bytes at the start of JSON that are looked at. */
const head$1 = 512;
/**
* What record of network traffic the bytes are, as a phrase with its article; null when they are none.
* @see https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html and https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
* @see http://www.softwareishard.com/blog/har-12-spec/
*/
function trafficKind(bytes) {
	const reader = new Reader(bytes, false);
	switch (reader.u32(0)) {
		case 2712847316:
		case 3569595041:
		case 2712812621:
		case 1295823521: return "captured network packets (pcap)";
		case 168627466: return reader.u32(8) === 439041101 || reader.u32(8) === 1295788826 ? "captured network packets (pcapng)" : null;
		default: return bytes[0] === 123 && isHar(bytes) ? "a record of web traffic (HAR), with its cookies and headers" : null;
	}
}
function isHar(bytes) {
	if (!/^\{\s{0,9}"log"/.test(bytes.toString("latin1", 0, 16))) return false;
	const text = bytes.toString("latin1", 0, head$1);
	return /^\{\s{0,9}"log"\s{0,9}:\s{0,9}\{\s{0,9}"(?:version|creator|browser|pages)"\s{0,9}:/.test(text) && /"creator"\s{0,9}:\s{0,9}\{/.test(text);
}

// src/rules/credentials/test-material.ts
const folder = /(?:^|\/)(?:_{0,2}(?:tests?|testing|specs?|fixtures?|mocks?|examples?|samples?|demos?|testdata)_{0,2}|test[-_](?:data|fixtures?|files|keys|certs?|utils|resources)|e2e|cypress)\//i;
const file = /(?:^|[._/-])(?:tests?|specs?|fixtures?|mocks?|examples?|samples?|dummy|demo)[._-][^/]*$/i;
const documentation = /\.(?:md|mdx|markdown|rst|adoc)$/i;
/** The path says plainly that this is test or example material: by a folder, or by a part of the file's name. */
function isTestMaterial(path) {
	return folder.test(path) || file.test(path);
}
/** The path says that this is a text for readers, where a credential is most likely made up. */
function isDocumentation(path) {
	return documentation.test(path);
}
/** The text right before the byte offset, in its line, says that an example comes. */
function isIntroducedAsExample(bytes, at) {
	return /\b(?:e\.g\.|for example|example:)[^\n]{0,12}$/i.test(bytes.toString("latin1", Math.max(0, at - 24), at));
}
/** Longest way back from an example to its `@example`. */
const longestComment$1 = 8192;
/** The byte offset lies in a documentation comment, behind its `@example`. @see https://jsdoc.app/tags-example */
function isInExampleComment(bytes, at) {
	const before = bytes.toString("latin1", Math.max(0, at - longestComment$1), at);
	const open = before.lastIndexOf("/**");
	return open !== -1 && before.indexOf("*/", open) === -1 && before.indexOf("@example", open) !== -1;
}

// src/rules/core-dump.ts
/** Names that count where the bytes say nothing. */
const patterns$1 = [
	"core",
	"core.[0-9]*",
	"!core.*.*",
	"vgcore.[0-9]*",
	"*.{dmp,mdmp,stackdump,hprof,heapsnapshot,heapprofile,cpuprofile}",
	"*.{pcap,pcapng,har}",
	"report.[0-9]*.[0-9]*.json"
];
/** Those that mean a dump even when the content is text. */
const textToo$1 = /(?:\.(?:stackdump|heapsnapshot|heapprofile|cpuprofile|har)|report\.\d[^/]*\.json)$/;
/** A look at the name that spares most paths the patterns. */
const perhapsNamed$2 = /^(?:vg)?core|^report\.|\.(?:dmp|mdmp|stackdump|hprof|heapsnapshot|heapprofile|cpuprofile|pcap|pcapng|har)$/;
const isNamed$1 = compilePatterns([{
	owner: null,
	patterns: patterns$1,
	anyCase: false
}]);
const coreDump = defineRule({
	id: "core-dump",
	title: "Memory dump or captured traffic",
	catches: `The memory, the environment or the traffic of a process, keys and cookies included, by the bytes and under any name: core dumps (ELF and Mach-O), Windows minidumps, V8 heap snapshots and profiles, Java heap dumps, Node.js diagnostic reports, profiles of perf, captured packets (pcap), records of web traffic (HAR). Captures below a folder of tests are a warning. By name where the bytes tell nothing: ${patterns$1.map((pattern) => `\`${pattern}\``).join(", ")}. Left alone: folders and text files called core, programs called core, core.js.`,
	incident: "angular-leaflet-directive 0.8.5 shipped a core dump of 23.5 MB, simply called `core`.",
	fix: "Delete it, change every secret that the process held, and exclude it in `files` of package.json.",
	options: noOptions,
	start: ({ policy }) => {
		const isLeftover = leftoverClaims(policy);
		return { entry({ kind, path, content, isText }) {
			if (kind === "directory") return [];
			const what = kind === "file" ? dumpKind(content) : null;
			if (what !== null) return isLeftover(path) ? [] : [{
				path,
				message: `${what} (${size(content.length)})`
			}];
			const traffic = kind === "file" ? trafficKind(content) : null;
			if (traffic !== null) return isLeftover(path) ? [] : [captured(path, traffic)];
			const [match] = perhapsNamed$2.test(path.slice(path.lastIndexOf("/") + 1)) ? isNamed$1(path) : [];
			if (match === void 0 || isLeftover(path)) return [];
			if (kind === "file" && (content.length === 0 || isText && !textToo$1.test(path))) return [];
			if (kind === "file" && programOf(content) !== null) return [];
			return /\.(?:har|pcap(?:ng)?)$/.test(path) ? [captured(path, `captured traffic (the name matches \`${match.pattern}\`)`)] : [{
				path,
				message: `a memory dump (the name matches \`${match.pattern}\`)`
			}];
		} };
	}
});
/** What was recorded for a test is mostly a conversation with a test server. */
function captured(path, message) {
	return isTestMaterial(path) ? {
		path,
		message,
		level: "warn"
	} : {
		path,
		message
	};
}

// src/magic/sqlite.ts
/**
* Number of tables of a SQLite database, its own bookkeeping left out, when the schema fits on the first page; else null.
* The page is a B-tree leaf whose cells are rows of `sqlite_schema`: the first column is the kind of thing, the third its name.
* @see https://www.sqlite.org/fileformat2.html#b_tree_pages
*/
function tableCount(bytes) {
	const reader = new Reader(bytes, false);
	const size = reader.u16(16) === 1 ? 65536 : reader.u16(16);
	if (reader.u8(100) !== 13 || bytes.length < size) return null;
	const cells = reader.u16(103);
	if (108 + cells * 2 > size) return null;
	let tables = 0;
	for (let cell = 0; cell < cells; cell++) if (isTable(bytes, reader.u16(108 + cell * 2))) tables++;
	return tables;
}
function isTable(bytes, cell) {
	const start = varint(bytes, varint(bytes, cell).after).after;
	const record = varint(bytes, start);
	const kind = varint(bytes, record.after);
	const name = varint(bytes, kind.after);
	const body = start + record.value;
	const kindLength = textLength(kind.value);
	const kindText = bytes.toString("latin1", body, body + kindLength);
	const nameText = bytes.toString("latin1", body + kindLength, body + kindLength + Math.min(7, textLength(name.value)));
	return kindText === "table" && nameText !== "sqlite_";
}
/** Length of a text by its serial type. */
function textLength(type) {
	return type >= 13 && type % 2 === 1 ? (type - 13) / 2 : 0;
}
/** SQLite's number of one to nine bytes, seven bits in each, the highest first. */
function varint(bytes, at) {
	let value = 0;
	for (let index = 0; index < 8; index++) {
		const byte = bytes[at + index] ?? 0;
		value = value * 128 + (byte & 127);
		if (byte < 128) return {
			value,
			after: at + index + 1
		};
	}
	return {
		value: value * 256 + (bytes[at + 8] ?? 0),
		after: at + 9
	};
}

// src/magic/database.ts
/** Fixed bytes of a format, as Latin-1 text at an offset. */
const marks = [
	{
		at: 0,
		mark: "7\u0082",
		says: "the write-ahead log of a SQLite database"
	},
	{
		at: 0,
		mark: "7\u0083",
		says: "the write-ahead log of a SQLite database"
	},
	{
		at: 0,
		mark: "\u00d9\u00d5\u00f9 \u00a1c\u00d7",
		says: "the rollback journal of a SQLite database"
	},
	{
		at: 8,
		mark: "DUCK",
		says: "a DuckDB database"
	},
	{
		at: 0,
		mark: "\0\0\0Standard Jet DB\0",
		says: "a Microsoft Access database"
	},
	{
		at: 0,
		mark: "\0\0\0Standard ACE DB\0",
		says: "a Microsoft Access database"
	},
	{
		at: 16,
		mark: "\u00de\u00c0\u00ef\u00be",
		says: "an LMDB database"
	},
	{
		at: 16,
		mark: "T-DB",
		says: "a Realm database"
	},
	{
		at: 0,
		mark: "REDIS0",
		says: "a Redis dump"
	},
	{
		at: 0,
		mark: "PGDMP",
		says: "a PostgreSQL dump"
	},
	{
		at: 0,
		mark: "A\u00d8\0\0\0\0",
		says: "a WiredTiger table of a MongoDB database"
	},
	{
		at: 0,
		mark: "\u00ce\u009aW",
		says: "a GDBM database"
	},
	{
		at: 0,
		mark: "\u00cf\u009aW",
		says: "a GDBM database"
	},
	{
		at: 0,
		mark: "\u00fe\u00fe\x07",
		says: "the index of a MySQL table"
	},
	{
		at: 0,
		mark: "-- H2 0.5/B -- ",
		says: "an H2 database"
	},
	{
		at: 0,
		mark: "H:2,block:",
		says: "an H2 database"
	}
];
const marksByFirstByte = /* @__PURE__ */ new Map();
for (const mark of marks.filter(({ at }) => at === 0)) {
	const first = mark.mark.charCodeAt(0);
	marksByFirstByte.set(first, [...marksByFirstByte.get(first) ?? [], mark]);
}
const inner = marks.filter(({ at }) => at > 0);
/** Berkeley DB's access methods, in the page header at byte 12, in the byte order of the machine that wrote it. */
const berkeley = /* @__PURE__ */ new Map([
	[340322, "B-tree"],
	[398689, "hash"],
	[270931, "queue"]
]);
/** The last eight bytes of a sorted table. @see https://github.com/google/leveldb/blob/main/doc/table_format.md */
const tableEnds = [["W\u00fb\u0080\u008b$uG\u00db", "a table of a LevelDB database"], ["\u00f7\u00cf\u00f4\u0085\u00b7A\u00e2\u0088", "a table of a RocksDB database"]];
/** Where a dump tool names itself, in bytes. */
const head = 512;
/** What database the bytes are; null when no header says so. */
function databaseOf(bytes, isText) {
	if (hasText(bytes, 0, "SQLite format 3\0")) return {
		says: "a SQLite database",
		tables: tableCount(bytes)
	};
	const says = isText ? textKind(bytes) : binaryKind(bytes);
	return says === null ? null : {
		says,
		tables: null
	};
}
function binaryKind(bytes) {
	for (const { mark, says } of marksByFirstByte.get(bytes[0] ?? -1) ?? []) if (hasText(bytes, 0, mark)) return says;
	for (const { at, mark, says } of inner) if (hasText(bytes, at, mark)) return says;
	for (const littleEndian of [true, false]) {
		const method = berkeley.get(new Reader(bytes, littleEndian).u32(12));
		if (method !== void 0) return `a Berkeley DB database (${method})`;
	}
	for (const [mark, says] of tableEnds) if (hasText(bytes, bytes.length - 8, mark)) return says;
	return null;
}
/** A dump in SQL with rows in it: without them it is a schema, which is code. */
function textKind(bytes) {
	if (bytes[0] !== 45 && bytes[0] !== 80 && bytes[0] !== 47) return null;
	const start = bytes.toString("latin1", 0, head);
	const tool = /^(?:\/\*.{0,80}\*\/;?\s{0,9})?\s{0,9}(?:--\s{0,9})+(MySQL|MariaDB|PostgreSQL database) dump/.exec(start)?.[1];
	const other = /^--\s{0,9}(phpMyAdmin|Adminer) [^\n]{0,60}\bdump\b/i.exec(start)?.[1];
	const isSqlite = /^PRAGMA foreign_keys ?= ?OFF;\s{1,9}BEGIN TRANSACTION;/.test(start);
	const by = tool ?? other ?? (isSqlite ? "SQLite" : void 0);
	if (by === void 0) return null;
	return bytes.includes("INSERT INTO ") || bytes.includes("\nCOPY ") ? `${by === "Adminer" ? "an" : "a"} ${by.replace(" database", "")} dump with rows` : null;
}

// src/rules/database-file.ts
/** Names that count where the bytes say nothing: encrypted, cut off, or of a format without a mark of its own. */
const patterns = [
	"*.{sqlite,sqlite3,db3,s3db,sqlitedb}",
	"*.{sqlite,sqlite3,db}-{wal,shm,journal}",
	"*.{db,mdb}",
	"*.{accdb,realm,ldb,rdb,aof,bson,ibd,myd,frm,wt}",
	"mongod.lock",
	"MANIFEST-[0-9]*",
	"{dump,backup,pg_dump,mysqldump}.sql",
	"*.sql.gz",
	"!{thumbs,ehthumbs,ehthumbs_vista}.db"
];
/** Those that mean a database even when the content is text. */
const textToo = /(?:\.aof|mongod\.lock|(?:dump|backup)\.sql)$/i;
/** A look at the end of the path that spares most of them the patterns. */
const perhapsNamed$1 = /(?:db\d?|sqlite3?|-(?:wal|shm|journal)|\.(?:realm|rdb|aof|bson|ibd|myd|frm|wt|lock|sql|gz)|manifest-\d+)$/i;
const isNamed = compilePatterns([{
	owner: null,
	patterns,
	anyCase: true
}]);
const databaseFile = defineRule({
	id: "database-file",
	title: "Database file",
	catches: `Databases by their bytes and under any name: SQLite (with the number of its tables), its journals, LevelDB, RocksDB, LMDB, Berkeley DB, DuckDB, Realm, Microsoft Access, H2, GDBM, WiredTiger, Redis and PostgreSQL dumps, and SQL dumps with rows in them. By name where the bytes tell nothing (encrypted ones), in any letter case: ${patterns.map((pattern) => `\`${pattern}\``).join(", ")}. Left alone: text files with such an ending, SQL that is code (migrations, schemas), and MaxMind's \`*.mmdb\`.`,
	incident: "@siteboon/claude-code-ui 1.12.0 (December 2025) shipped its developer's user database, so that a fresh install said that the user existed already. harvesterjs 2.2.1 (2015) shipped a MongoDB data folder: 135 of its 136 MB.",
	fix: "Delete it, ask who was in it, and exclude it in `files` of package.json.",
	options: noOptions,
	start: ({ policy }) => {
		const isLeftover = leftoverClaims(policy);
		return { entry({ kind, path, content, isText }) {
			if (kind === "directory") return [];
			const database = kind === "file" ? databaseOf(content, isText) : null;
			const [match] = database === null && perhapsNamed$1.test(path) ? isNamed(path) : [];
			if (database === null && match === void 0 || isLeftover(path)) return [];
			if (database !== null) return [{
				path,
				message: described$1(database, content.length)
			}];
			if (match === void 0) return [];
			if (kind === "file" && content.length === 0) return [{
				path,
				message: `a database by its name (\`${match.pattern}\`), empty today`,
				level: "warn"
			}];
			return kind !== "file" || !isText || textToo.test(path) ? [{
				path,
				message: `a database (the name matches \`${match.pattern}\`)`
			}] : [];
		} };
	}
});
function described$1({ says, tables }, bytes) {
	return `${says} (${tables === null ? "" : `${count(tables, "table")}, `}${size(bytes)})`;
}

// src/source-map/wasm.ts
/** A WebAssembly module or component, by its first four bytes. */
function isWasm(bytes) {
	return bytes[0] === 0 && bytes[1] === 97 && bytes[2] === 115 && bytes[3] === 109;
}
/**
* Contents of the custom sections of that name, without the name. A section that claims more bytes than there are ends
* with the file.
* @see https://webassembly.github.io/spec/core/binary/modules.html#custom-section
*/
function customSections(bytes, name) {
	const found = [];
	if (!isWasm(bytes)) return found;
	let at = 8;
	while (at < bytes.length) {
		const id = bytes[at];
		const size = readUnsigned(bytes, at + 1);
		if (size === null) return found;
		const end = Math.min(bytes.length, size.after + size.value);
		if (id === 0) {
			const named = readName(bytes, size.after, end);
			if (named !== null && bytes.toString("latin1", named.start, named.end) === name) found.push({
				start: named.end,
				end
			});
		}
		at = end;
	}
	return found;
}
/**
* The address in the custom section `sourceMappingURL`, a length and as many bytes; null when there is none.
* @see https://tc39.es/ecma426/#sec-linking-wasm
*/
function mappingUrl(bytes) {
	const section = customSections(bytes, "sourceMappingURL")[0];
	return section === void 0 ? null : readName(bytes, section.start, section.end);
}
function readName(bytes, start, limit) {
	const size = readUnsigned(bytes, start);
	if (size === null || size.after > limit) return null;
	return {
		start: size.after,
		end: Math.min(limit, size.after + size.value)
	};
}
/** A 32-bit number in LEB128: at most five bytes. */
function readUnsigned(bytes, start) {
	let value = 0;
	for (let index = 0; index < 5; index++) {
		const byte = bytes[start + index];
		if (byte === void 0) return null;
		value += (byte & 127) * 2 ** (7 * index);
		if (byte < 128) return {
			value,
			after: start + index + 1
		};
	}
	return null;
}

// src/magic/symbols.ts
/** Sections that hold DWARF's description of the sources, compressed and split forms included. */
const dwarf = /^(?:\.z?debug_info(?:\.dwo)?|__z?debug_info)$/;
/**
* What debug symbols the bytes hold or are, as a clause; null when there are none.
* @see https://llvm.org/docs/PDB/MsfFile.html and https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md
*/
function symbolsIn(bytes) {
	if (hasText(bytes, 0, "Microsoft C/C++ MSF 7.00\r\nDS")) return "is a PDB file";
	if (hasText(bytes, 0, "Microsoft C/C++ program database 2.00")) return "is a PDB file";
	if (hasText(bytes, 0, "BSJB")) return "is a portable PDB file of .NET";
	if (hasText(bytes, 0, "MODULE ") && /^MODULE \w+ \S+ [0-9A-F]{33} /.test(bytes.toString("latin1", 0, 200))) return "is a symbol file of Breakpad";
	if (isWasm(bytes)) return customSections(bytes, ".debug_info").length > 0 ? "holds DWARF debug symbols (WebAssembly section `.debug_info`)" : null;
	const program = programOf(bytes);
	if (program === null || program.kind === "core") return null;
	if (program.kind === "symbols") return "is the DWARF file of a dSYM bundle";
	const section = sectionsOf(bytes, program).find((name) => dwarf.test(name));
	return section === void 0 ? null : `holds DWARF debug symbols (${program.format} section \`${section}\`)`;
}

// src/rules/debug-symbols.ts
const fix$6 = "Strip the file (`strip -S`, `llvm-strip --strip-debug`, `wasm-opt --strip-debug`, `strip = true` in Cargo.toml), keep the symbols where you debug, and pack again.";
const bundle = /\.dSYM\//;
const debugSymbols = defineRule({
	id: "debug-symbols",
	title: "Debug symbols",
	catches: "What a debugger wants and a user does not: PDB files, dSYM bundles, symbol files of Breakpad, and DWARF sections (`.debug_info`) left inside ELF, Mach-O, PE and WebAssembly files; all by their bytes, bundles also by name. They name every source file, function and variable, with the paths of the build machine. Left alone: symbol tables for linking, and the `name` section of WebAssembly.",
	incident: "serialport 2.0.2 shipped three object files with DWARF sections, in which the paths of a developer's home stand; they lay in node-gyp's `build/`, where build-metadata reports them.",
	fix: fix$6,
	options: noOptions,
	start: ({ policy }) => {
		const isLeftover = leftoverClaims(policy);
		return { entry({ kind, path, content }) {
			if (kind !== "file") return [];
			const clause = symbolsIn(content);
			const inBundle = clause === null && bundle.test(path);
			if (clause === null && !inBundle || isLeftover(path)) return [];
			return inBundle ? [{
				path,
				message: "belongs to a dSYM bundle, macOS's debug symbols"
			}] : [{
				path,
				message: `${clause} (${size(content.length)})`,
				fix: fix$6
			}];
		} };
	}
});

// src/source-map/content.ts
/** Paths kept of one file: a map of a large application has a few thousand. Counts go on beyond it. */
const mostPaths = 2e4;
/** Characters kept of one path; a longer one is no path but content (a `data:` URL). */
const longestPath$1 = 1024;
function noContent() {
	return {
		maps: 0,
		sources: 0,
		unnamed: 0,
		texts: 0,
		textBytes: 0,
		paths: [],
		pathsCut: false,
		sectionUrls: 0
	};
}
/** Adds what `part` hands out to `total`, `maps` aside. */
function addContent(total, part) {
	total.sources += part.sources;
	total.unnamed += part.unnamed;
	total.texts += part.texts;
	total.textBytes += part.textBytes;
	total.sectionUrls += part.sectionUrls;
	total.pathsCut ||= part.pathsCut;
	for (const path of part.paths) keepPath(total, path);
}
function keepPath(content, path) {
	if (content.paths.length >= 2e4) content.pathsCut = true;
	else content.paths.push(path);
}
/**
* Puts `sourceRoot` in front of a source. The specification wants a slash between them.
* @see https://tc39.es/ecma426/#sec-source-map-format
*/
function underRoot(sourceRoot, source) {
	if (sourceRoot === "" || isAbsolute(source)) return source;
	return sourceRoot.endsWith("/") ? sourceRoot + source : `${sourceRoot}/${source}`;
}
/** A URL with a scheme, a rooted path, or a path with a drive or host of Windows. */
function isAbsolute(path) {
	return /^(?:[a-z][a-z\d+.-]*:|[/\\])/i.test(path);
}

// src/source-map/json-scan.ts
/** Depth down to which keys are known and the visitor is told. */
const deepest$2 = 32;
const nothing$2 = Buffer.alloc(0);
const quote$1 = 34;
const backslash$1 = 92;
var JsonScan = class {
	/** Depth of the innermost open container; the root value's container is 1. */
	depth = 0;
	/** For each depth the id of the key whose value is being read; 0 for an unknown key and in arrays. */
	keyAt = /* @__PURE__ */ new Uint8Array(34);
	/** For each depth whether the container is an object. */
	objectAt = /* @__PURE__ */ new Uint8Array(34);
	/** Bytes of the last key, between its quotes; holds until the value it names was visited. */
	keyStart = 0;
	keyEnd = 0;
	/** Where the scan stopped. */
	position = 0;
	bytes = nothing$2;
	#keys;
	/** One bit for each open container: objects are 1. */
	#kinds = /* @__PURE__ */ new Uint8Array(16);
	#saved = 0;
	constructor(keys) {
		this.#keys = keys;
	}
	/**
	* Reads one JSON value (more when they follow each other, as in JSON lines), starting at `start`. Time is linear. A scan may be used for
	* one text after the other: a package can have thousands of small maps.
	*/
	run(bytes, start, visitor) {
		this.bytes = bytes;
		this.depth = 0;
		const length = bytes.length;
		const { plainKey } = this.#keys;
		let at = start;
		let wantsKey = false;
		let wantsValue = true;
		while (at < length) {
			const byte = bytes[at] ?? 0;
			if (byte <= 32) at++;
			else if (byte === quote$1) {
				if (!wantsKey && !wantsValue) return this.#unexpected(at, wantsValue);
				const end = !wantsKey && this.depth <= 32 && this.keyAt[this.depth] === plainKey ? this.#endOfPlainString(at + 1) : this.#endOfString(at + 1);
				if (end < 0) return this.#stop(length, "truncated");
				if (wantsKey) {
					this.keyStart = at + 1;
					this.keyEnd = end;
					if (this.depth <= 32) this.keyAt[this.depth] = this.#keys.idOf(bytes, at + 1, end);
					at = this.#afterColon(end + 1);
					if (at < 0) return this.#stop(-at, -at >= length ? "truncated" : "invalid");
					wantsKey = false;
					wantsValue = true;
				} else {
					if (this.depth <= 32) visitor.string(this, at + 1, end, end - at - 1 - this.#saved);
					at = end + 1;
					wantsValue = false;
				}
			} else if (byte === 123 || byte === 91) {
				if (!wantsValue && this.depth > 0) return this.#stop(at, "invalid");
				const isObject = byte === 123;
				this.#push(isObject);
				if (this.depth <= 32) visitor.open(this, isObject);
				wantsKey = isObject;
				wantsValue = !isObject;
				at++;
			} else if (byte === 125 || byte === 93) {
				if (this.depth === 0 || this.#top() !== (byte === 125)) return this.#unexpected(at, wantsValue);
				if (this.depth <= 32) visitor.close(this, byte === 125);
				this.depth--;
				wantsKey = false;
				wantsValue = false;
				at++;
			} else if (byte === 44) {
				if (this.depth === 0 || wantsValue || wantsKey) return this.#unexpected(at, wantsValue);
				wantsKey = this.#top();
				wantsValue = !wantsKey;
				at++;
			} else if (wantsValue && isScalarStart(byte)) {
				if (this.depth <= 32) visitor.scalar(this, at);
				do
					at++;
				while (at < length && isScalarByte(bytes[at] ?? 0));
				wantsValue = false;
			} else return this.#unexpected(at, wantsValue);
		}
		return this.#stop(length, this.depth === 0 && !wantsValue ? "complete" : "truncated");
	}
	#stop(position, status) {
		this.position = position;
		return status;
	}
	/** What follows a whole value does not matter: a comment's end, a closing quote, more code. */
	#unexpected(at, wantsValue) {
		return this.#stop(at, this.depth === 0 && !wantsValue ? "complete" : "invalid");
	}
	#push(isObject) {
		const depth = ++this.depth;
		const cell = depth >> 3;
		if (cell >= this.#kinds.length) {
			const grown = new Uint8Array(this.#kinds.length * 2);
			grown.set(this.#kinds);
			this.#kinds = grown;
		}
		const bit = 1 << (depth & 7);
		this.#kinds[cell] = isObject ? (this.#kinds[cell] ?? 0) | bit : (this.#kinds[cell] ?? 0) & ~bit;
		if (depth <= 32) {
			this.keyAt[depth] = 0;
			this.objectAt[depth] = isObject ? 1 : 0;
		}
	}
	#top() {
		return ((this.#kinds[this.depth >> 3] ?? 0) >> (this.depth & 7) & 1) === 1;
	}
	/** Position after a colon, or the negated position of what stands there instead. */
	#afterColon(from) {
		const { bytes } = this;
		let at = from;
		while (at < bytes.length && (bytes[at] ?? 0) <= 32) at++;
		return bytes[at] === 58 ? at + 1 : -at;
	}
	/** Position of the closing quote, or -1. Counts in `#saved` how many bytes the escapes take beyond what they stand for. */
	#endOfString(from) {
		const { bytes } = this;
		const length = bytes.length;
		let saved = 0;
		for (let at = nextMark(bytes, from, length); at < length; at = nextMark(bytes, at, length)) {
			if (bytes[at] === quote$1) {
				this.#saved = saved;
				return at;
			}
			saved += at + 1 < length && bytes[at + 1] === 117 ? savedByUnicodeEscape(bytes, at + 2) : 1;
			at += 2;
		}
		return -1;
	}
	/** The same for a string without escapes, as `mappings` is: the search is the engine's, many bytes at a time. */
	#endOfPlainString(from) {
		const end = this.bytes.indexOf(quote$1, from);
		if (end > from && this.bytes[end - 1] === backslash$1) return this.#endOfString(from);
		this.#saved = 0;
		return end;
	}
};
/** Position of the next quote or backslash. A loop of its own, because the engine makes a loop this small fast. */
function nextMark(bytes, from, length) {
	let at = from;
	while (at < length && bytes[at] !== quote$1 && bytes[at] !== backslash$1) at++;
	return at;
}
/** `\u0041` is six bytes for one; a surrogate pair is twelve for four. */
function savedByUnicodeEscape(bytes, at) {
	const high = hexDigit(bytes[at]) << 4 | hexDigit(bytes[at + 1]);
	const low = hexDigit(bytes[at + 2]) << 4 | hexDigit(bytes[at + 3]);
	if (high === 0) return low < 128 ? 5 : 4;
	if (high < 8) return 4;
	return high >= 216 && high < 224 ? 4 : 3;
}
function hexDigit(byte) {
	if (byte === void 0) return 0;
	return byte <= 57 ? byte & 15 : (byte & 15) + 9;
}
function isScalarStart(byte) {
	return byte === 45 || byte >= 48 && byte <= 57 || byte === 116 || byte === 102 || byte === 110;
}
/** `+ - . 0-9 A-Z a-z`: what a number or a literal can be made of. */
function isScalarByte(byte) {
	return byte >= 48 && byte <= 57 || byte >= 97 && byte <= 122 || byte >= 65 && byte <= 90 || byte === 46 || byte === 45 || byte === 43;
}
/** Recognises a few keys by their bytes; a key spelled with escapes (`"\u006dappings"`) is decoded first. */
var KeyTable = class {
	#byLength = [];
	#ids = /* @__PURE__ */ new Map();
	#longest;
	/** Id of the key whose value is long and has no escapes. */
	plainKey;
	/** Ids count from 1 in the order given. */
	constructor(names, plainKey) {
		this.plainKey = names.indexOf(plainKey) + 1;
		this.#longest = Math.max(...names.map((name) => name.length));
		names.forEach((name, index) => {
			const same = this.#byLength[name.length] ?? [];
			this.#byLength[name.length] = [...same, {
				id: index + 1,
				bytes: Buffer.from(name)
			}];
			this.#ids.set(name, index + 1);
		});
	}
	/** 0 when the key is none of them. */
	idOf(bytes, start, end) {
		if (end - start > this.#longest * 6) return 0;
		for (const { id, bytes: name } of this.#byLength[end - start] ?? []) {
			let at = 0;
			while (at < name.length && bytes[start + at] === name[at]) at++;
			if (at === name.length) return id;
		}
		for (let at = start; at < end; at++) if (bytes[at] === backslash$1) return this.#ids.get(stringAt(bytes, start, end)) ?? 0;
		return 0;
	}
};
/** The value of the JSON string between two quotes, or its raw text when an escape in it is broken. */
function stringAt(bytes, start, end) {
	const raw = bytes.toString("utf8", start, end);
	if (!raw.includes("\\")) return raw;
	try {
		const value = JSON.parse(`"${raw}"`);
		return typeof value === "string" ? value : raw;
	} catch {
		return raw;
	}
}

// src/source-map/shape.ts
const names$2 = [
	"version",
	"mappings",
	"sections",
	"map",
	"url",
	"offset",
	"sources",
	"sourcesContent",
	"sourceRoot",
	"inputs",
	"outputs",
	"bytesInOutput",
	"program",
	"fileNames",
	"fileInfos",
	"modules",
	"source",
	"chunks",
	"assets",
	"identifier",
	"name",
	"size",
	"nodeParts",
	"nodeMetas",
	"label",
	"statSize"
];
/** The keys by which source maps and other containers of original code are known. */
const table$1 = new KeyTable(names$2, "mappings");
const ids = new Map(names$2.map((name, index) => [name, index + 1]));
/** Number of a key, as the scanner reports it. */
const id = (name) => ids.get(name) ?? 0;
const bit = (name) => 1 << id(name);
/** What one object has shown of itself: a bit for each known key, by the type of its value. */
var Frame = class {
	strings = 0;
	scalars = 0;
	arrays = 0;
	objects = 0;
	hasMapVersion = false;
	sourceRoot = "";
	sourceBytes = 0;
	sectionMaps = 0;
	content = null;
	reset() {
		this.strings = 0;
		this.scalars = 0;
		this.arrays = 0;
		this.objects = 0;
		this.hasMapVersion = false;
		this.sourceRoot = "";
		this.sourceBytes = 0;
		this.sectionMaps = 0;
		this.content = null;
	}
	own() {
		this.content ??= noContent();
		return this.content;
	}
};
/**
* A map has `mappings` as a string and lists its sources (or says a version from 1 to 3); an index map has sections with
* maps or with addresses of maps. Sources with their text are handed out even when `mappings` is missing or broken.
* @see https://tc39.es/ecma426/#sec-source-map-format
*/
function mapOf(frame, atTop) {
	const listsSources = (frame.arrays & bit("sources")) !== 0;
	const hasMappings = (frame.strings & bit("mappings")) !== 0;
	const isIndex = (frame.arrays & bit("sections")) !== 0 && (frame.sectionMaps > 0 || (frame.content?.sectionUrls ?? 0) > 0);
	const isPlain = hasMappings && (listsSources || atTop && frame.hasMapVersion);
	const isCarrier = (listsSources || hasMappings) && (frame.content?.texts ?? 0) > 0;
	if (!isIndex && !isPlain && !isCarrier) return null;
	const content = frame.content ?? noContent();
	if (frame.sourceRoot !== "" && frame.sectionMaps === 0) {
		const { sourceRoot } = frame;
		content.paths.forEach((path, index) => {
			content.paths[index] = underRoot(sourceRoot, path);
		});
	}
	return content;
}
/** Two of the keys that together only a map has. */
function resemblesMap(frame) {
	const all = frame.strings | frame.scalars | frame.arrays | frame.objects;
	const telling = all & (bit("mappings") | bit("sections") | bit("sources") | bit("sourcesContent"));
	return telling !== 0 && (all & ~telling & bit("version")) !== 0;
}

// src/source-map/measure.ts
const SECTIONS = id("sections");
const MAP = id("map");
const SOURCES = id("sources");
const SOURCES_CONTENT = id("sourcesContent");
const SOURCE_ROOT = id("sourceRoot");
const SOURCE = id("source");
const INPUTS = id("inputs");
const PROGRAM = id("program");
const FILE_NAMES = id("fileNames");
const FILE_INFOS = id("fileInfos");
const MODULES = id("modules");
const BYTES_IN_OUTPUT = id("bytesInOutput");
const VERSION = id("version");
const BUILD_STATE = bit("fileNames") | bit("fileInfos");
const METAFILE = bit("inputs") | bit("outputs");
const ANALYSER_DATA = bit("nodeParts") | bit("nodeMetas");
/** Names kept of a container: only the first few are shown. */
const fewNames = 50;
const scan = new JsonScan(table$1);
/**
* Finds source maps and other containers of original code in JSON, by shape: names of files play no part.
* `start` is where the value begins. One pass, no recursion, no copy of a text.
*/
function measureJson(bytes, start) {
	const measure = new Measure();
	const status = scan.run(bytes, start, measure);
	if (status !== "complete") measure.abandon(scan);
	return {
		status,
		end: scan.position,
		map: measure.map,
		resemblesMap: measure.resemblesMap,
		containers: measure.containers()
	};
}
var Measure = class {
	map = null;
	resemblesMap = false;
	#frames = [];
	#nested = noContent();
	#names = [];
	#root = {
		strings: 0,
		arrays: 0,
		objects: 0
	};
	#bytesInOutput = false;
	#inputs = 0;
	#programFiles = 0;
	#hasProgram = false;
	#modules = 0;
	#moduleTexts = 0;
	#moduleBytes = 0;
	#analysed = 0;
	#frame(depth) {
		let frame = this.#frames[depth];
		if (frame === void 0) {
			frame = new Frame();
			this.#frames[depth] = frame;
		}
		return frame;
	}
	open(scan, isObject) {
		const { depth, keyAt, objectAt } = scan;
		if (isObject) this.#frame(depth).reset();
		if (depth < 2 || objectAt[depth - 1] !== 1) return;
		const key = keyAt[depth - 1] ?? 0;
		const parent = this.#frame(depth - 1);
		if (key !== 0) {
			if (isObject) parent.objects |= 1 << key;
			else parent.arrays |= 1 << key;
		}
		if (depth === 3 && keyAt[1] === INPUTS) {
			this.#inputs++;
			this.#name(scan);
		} else if (depth === 4 && keyAt[2] === FILE_INFOS && keyAt[1] === PROGRAM) {
			this.#programFiles++;
			this.#name(scan);
		}
	}
	string(scan, start, end, length) {
		const { depth, keyAt, objectAt } = scan;
		if (depth === 0) return;
		if (objectAt[depth] === 1) {
			const key = keyAt[depth] ?? 0;
			if (key === 0) return;
			const frame = this.#frame(depth);
			frame.strings |= 1 << key;
			if (key === SOURCE_ROOT) frame.sourceRoot = stringAt(scan.bytes, start, Math.min(end, start + longestPath$1));
			else if (key === SOURCE) frame.sourceBytes = length;
			else if (key === SOURCES_CONTENT) addText(frame.own(), length);
			else if (key === VERSION) frame.hasMapVersion = isMapVersion(scan.bytes, start);
			return;
		}
		if (depth < 2) return;
		const list = keyAt[depth - 1] ?? 0;
		if (list === SOURCES) {
			const content = this.#frame(depth - 1).own();
			content.sources++;
			if (end === start) content.unnamed++;
			else if (end - start > 1024) content.pathsCut = true;
			else keepPath(content, stringAt(scan.bytes, start, end));
		} else if (list === SOURCES_CONTENT) addText(this.#frame(depth - 1).own(), length);
		else if (list === FILE_NAMES && (depth === 2 || depth === 3 && keyAt[1] === PROGRAM)) {
			this.#programFiles++;
			if (this.#names.length < fewNames && end - start <= 1024) this.#names.push(stringAt(scan.bytes, start, end));
		}
	}
	scalar(scan, start) {
		const { depth, keyAt, objectAt } = scan;
		if (depth === 0) return;
		if (objectAt[depth] === 1) {
			const key = keyAt[depth] ?? 0;
			if (key === 0) return;
			const frame = this.#frame(depth);
			frame.scalars |= 1 << key;
			if (key === VERSION) frame.hasMapVersion = isMapVersion(scan.bytes, start);
			else if (key === BYTES_IN_OUTPUT) this.#bytesInOutput = true;
		} else if (depth >= 2 && keyAt[depth - 1] === SOURCES) {
			const content = this.#frame(depth - 1).own();
			content.sources++;
			content.unnamed++;
		}
	}
	close(scan, isObject) {
		if (isObject) this.#closeObject(scan, scan.depth);
	}
	/** The value ended too early: what is open is judged by what it has shown so far. */
	abandon(scan) {
		for (let depth = Math.min(scan.depth, 32); depth > 0; depth--) if (scan.objectAt[depth] === 1) this.#closeObject(scan, depth);
	}
	#closeObject(scan, depth) {
		const { keyAt, objectAt } = scan;
		const frame = this.#frame(depth);
		const list = depth >= 2 && objectAt[depth - 1] === 0 ? keyAt[depth - 2] ?? 0 : 0;
		const content = mapOf(frame, depth === 1);
		if (depth === 1) {
			this.#root.strings |= frame.strings;
			this.#root.arrays |= frame.arrays;
			this.#root.objects |= frame.objects;
			this.resemblesMap ||= resemblesMap(frame);
			if (content !== null) {
				this.map ??= noContent();
				this.map.maps++;
				addContent(this.map, content);
			}
		} else if (content !== null) {
			if (keyAt[depth - 1] === MAP && objectAt[depth - 1] === 1 && depth >= 4 && objectAt[depth - 2] === 0 && keyAt[depth - 3] === SECTIONS) {
				const index = this.#frame(depth - 3);
				index.sectionMaps++;
				addContent(index.own(), content);
			} else {
				this.#nested.maps++;
				addContent(this.#nested, content);
			}
		} else if (list === SECTIONS && (frame.strings & bit("url")) !== 0 && (frame.objects & bit("offset")) !== 0) this.#frame(depth - 2).own().sectionUrls++;
		if (content === null && frame.content !== null && (frame.sectionMaps > 0 || frame.content.texts > 0)) {
			this.#nested.maps++;
			addContent(this.#nested, frame.content);
		}
		if (list === MODULES) this.#closeModule(frame);
		if ((frame.strings & bit("label")) !== 0 && (frame.scalars & bit("statSize")) !== 0) this.#analysed++;
		if (depth === 2 && keyAt[1] === PROGRAM && ((frame.arrays | frame.objects) & bit("fileInfos")) !== 0) this.#hasProgram = true;
	}
	#closeModule(frame) {
		if (!((frame.strings & bit("name")) !== 0 && (frame.scalars & bit("size")) !== 0) && (frame.strings & bit("identifier")) === 0) return;
		this.#modules++;
		if ((frame.strings & bit("source")) === 0) return;
		this.#moduleTexts++;
		this.#moduleBytes += frame.sourceBytes;
	}
	#name(scan) {
		if (this.#names.length >= fewNames || scan.keyEnd - scan.keyStart > 1024) return;
		this.#names.push(stringAt(scan.bytes, scan.keyStart, scan.keyEnd));
	}
	containers() {
		const found = [];
		const listed = {
			texts: 0,
			textBytes: 0,
			names: this.#names
		};
		const root = this.#root;
		if (this.#nested.texts > 0) {
			const { texts, textBytes, paths } = this.#nested;
			found.push({
				kind: "source maps inside other data",
				files: this.#nested.sources,
				texts,
				textBytes,
				names: paths
			});
		}
		if (hasAll(root.strings, bit("version")) && (this.#hasProgram || hasAll(root.arrays, BUILD_STATE)) && this.#programFiles > 0) found.push({
			kind: "tsbuildinfo",
			files: this.#programFiles,
			...listed
		});
		if (hasAll(root.objects, METAFILE) && this.#bytesInOutput) found.push({
			kind: "esbuild metafile",
			files: this.#inputs,
			...listed
		});
		const isStats = (root.arrays & (bit("assets") | bit("chunks"))) !== 0 || this.#moduleTexts > 0;
		if (this.#modules > 0 && isStats) found.push({
			kind: "webpack stats",
			files: this.#modules,
			texts: this.#moduleTexts,
			textBytes: this.#moduleBytes,
			names: []
		});
		if (this.#analysed > 0 || hasAll(root.objects, ANALYSER_DATA)) found.push({
			kind: "bundle analyser data",
			files: this.#analysed,
			...listed
		});
		return found;
	}
};
function hasAll(mask, keys) {
	return (mask & keys) === keys;
}
function addText(content, length) {
	if (length === 0) return;
	content.texts++;
	content.textBytes += length;
}
/** `1`, `2` or `3`, as a number or as a string. */
function isMapVersion(bytes, start) {
	const digit = bytes[start] ?? 0;
	const next = bytes[start + 1] ?? 0;
	return digit >= 49 && digit <= 51 && (next < 48 || next > 57) && next !== 46;
}

// src/source-map/examine.ts
/** Looks at an entry once for all rules; what is kept does not hold on to the content. */
const examine = lastAnswer((entry) => {
	const start = jsonStart(entry.content);
	const json = start < 0 ? null : measureJson(entry.content, start);
	const isMap = json?.map != null;
	return {
		json,
		isMap,
		firstMention: isMap ? -1 : entry.content.indexOf(keyword)
	};
});
/** The name that every reference to a source map goes by. */
const keyword = Buffer.from("sourceMappingURL");
/** Bytes of a `)]}'` line that are looked through for its end. */
const longestPrefix = 4096;
/**
* Where an object or array begins: after white space, a byte order mark, and the `)]}'` line that keeps a JSON answer
* from being run as a script. -1 when the first real byte is neither `{` nor `[`.
* @see https://tc39.es/ecma426/#sec-parse-source-map (the prefix)
*/
function jsonStart(bytes) {
	let at = bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? 3 : 0;
	at = skipSpace$1(bytes, at);
	if (bytes[at] === 41 && bytes[at + 1] === 93 && bytes[at + 2] === 125) {
		at += 3;
		const limit = Math.min(bytes.length, at + longestPrefix);
		while (at < limit && bytes[at] !== 123 && bytes[at] !== 10) at++;
		at = skipSpace$1(bytes, at);
	}
	return bytes[at] === 123 || bytes[at] === 91 ? at : -1;
}
function skipSpace$1(bytes, from) {
	let at = from;
	while (at < bytes.length && (bytes[at] ?? 0) <= 32) at++;
	return at;
}

// src/source-map/lines.ts
/** Line of a position, from 1. Lines end with LF. */
function lineAt(bytes, position) {
	let line = 1;
	for (let at = bytes.indexOf(10); at >= 0 && at < position; at = bytes.indexOf(10, at + 1)) line++;
	return line;
}

// src/source-map/texts.ts
const name = Buffer.from("sourcesContent");
/** Below this many bytes of text a list is an example, unless the rest of a map stands beside it. */
const telling = 200;
/** How far from a short list its `mappings` may stand, in bytes. */
const beside = 2048;
/** Short lists that are looked at for a map around them, in one file. */
const mostShort = 100;
const quote = 34;
const backslash = 92;
/**
* Adds up the lists named `sourcesContent` that hold string literals. Null when there is none, or none that tells more
* than an example does. `acceptShort`: a short list counts when `mappings` stand beside it. `mustClose`: a list counts when its bracket
* closes, for binary files, where a program that writes maps keeps the beginning of a list between its other texts.
* Time is linear: a list that was read is not read again.
*/
function literalTexts(bytes, acceptShort, mustClose = false) {
	let texts = 0;
	let textBytes = 0;
	let position = -1;
	let short = 0;
	for (let at = bytes.indexOf(name); at >= 0;) {
		const list = readList(bytes, at + name.length);
		if ((list.isClosed || !mustClose) && (list.textBytes >= telling || list.texts > 0 && acceptShort && short++ < mostShort && isInMap(bytes, at, list.end))) {
			texts += list.texts;
			textBytes += list.textBytes;
			if (position < 0) position = at;
		}
		at = bytes.indexOf(name, list.end);
	}
	return position < 0 ? null : {
		texts,
		textBytes,
		position
	};
}
function isInMap(bytes, start, end) {
	const around = bytes.toString("latin1", Math.max(0, start - beside), start) + bytes.toString("latin1", end, end + beside);
	return /\bmappings\\?["']?\s{0,8}:\s{0,8}\\?["'`]/.test(around);
}
/** Reads `": ["\u2026", null, "\u2026"]` from behind the name, and stops at the first thing that does not belong there. */
function readList(bytes, from) {
	const list = {
		texts: 0,
		textBytes: 0,
		end: from,
		isClosed: false
	};
	let at = from;
	while (bytes[at] === backslash) at++;
	if (isQuote(bytes[at])) at++;
	at = skipSpace(bytes, at);
	if (bytes[at] !== 58 && bytes[at] !== 61) return list;
	at = skipSpace(bytes, at + 1);
	if (bytes[at] !== 91) return list;
	at++;
	for (;;) {
		at = skipSpace(bytes, at);
		const isEscaped = bytes[at] === backslash && bytes[at + 1] === quote;
		if (isEscaped) at++;
		const mark = bytes[at];
		if (mark !== void 0 && isQuote(mark)) {
			const text = isEscaped ? escapedText(bytes, at + 1) : plainText(bytes, at + 1, mark);
			if (text.length > 0) {
				list.texts++;
				list.textBytes += text.length;
			}
			at = text.after;
		} else if (bytes[at] === 110 && bytes[at + 1] === 117 && bytes[at + 2] === 108 && bytes[at + 3] === 108) at += 4;
		else break;
		at = skipSpace(bytes, at);
		if (bytes[at] !== 44) break;
		at++;
	}
	list.end = at;
	list.isClosed = bytes[at] === 93;
	return list;
}
function isQuote(byte) {
	return byte === quote || byte === 39 || byte === 96;
}
/** White space, and `\n` and `\t` as JSON inside a string spells them. */
function skipSpace(bytes, from) {
	let at = from;
	for (;;) {
		const byte = bytes[at];
		if (byte === void 0) return at;
		if (byte <= 32) at++;
		else if (byte === backslash && (bytes[at + 1] === 110 || bytes[at + 1] === 116)) at += 2;
		else return at;
	}
}
/** A literal whose closing mark stands without a backslash. */
function plainText(bytes, from, mark) {
	let escapes = 0;
	for (let at = from; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === mark) return {
			length: at - from - escapes,
			after: at + 1
		};
		if (byte !== backslash) continue;
		escapes++;
		at++;
	}
	return {
		length: 0,
		after: bytes.length
	};
}
/** JSON inside a string: `\"` closes, `\\\"` is a quote in the text. A bare quote ends the string around it all. */
function escapedText(bytes, from) {
	let escapes = 0;
	let run = 0;
	for (let at = from; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === backslash) {
			run++;
			continue;
		}
		if (byte === quote) {
			if (run % 2 === 0) break;
			if (run % 4 === 1) return {
				length: at - 1 - from - escapes,
				after: at + 1
			};
		}
		escapes += run - (run >> 2);
		run = 0;
	}
	return {
		length: 0,
		after: bytes.length
	};
}

// src/rules/embedded-source.ts
/** Pages that bundle analysers write, by what all of their versions hold. */
const pages = [
	{
		tool: "webpack-bundle-analyzer",
		holds: ["window.chartData", "window.defaultSizes"]
	},
	{
		tool: "vite-bundle-analyzer",
		holds: ["window.analyzeModule", "window.defaultSizes"]
	},
	{
		tool: "rollup-plugin-visualizer or esbuild-visualizer",
		holds: ["\"nodeParts\"", "\"nodeMetas\""]
	},
	{
		tool: "source-map-explorer",
		holds: ["Source Map Explorer", "webtreemap"]
	},
	{
		tool: "sonda",
		holds: ["SONDA_JSON_REPORT"]
	},
	{
		tool: "statoscope",
		holds: ["Statoscope", "statoscope"]
	}
];
const page = /\.html?$/i;
/** Where a few lines of a map are an example more often than a leak. */
const prose$2 = /\.(?:md|markdown|mdx|txt|rst|adoc|d\.[cm]?ts)$/i;
/** Names shown. */
const named$1 = 3;
const names$1 = {
	tsbuildinfo: "is TypeScript's build state",
	"esbuild metafile": "is an esbuild metafile",
	"webpack stats": "is a webpack stats file",
	"bundle analyser data": "is the data of a bundle analyser",
	"source maps inside other data": "holds source maps"
};
const embeddedSource = defineRule({
	id: "embedded-source",
	title: "Original code in another container",
	catches: "Other things that hand out what a source map would: maps and `sourcesContent` inside JSON or as literals in code, webpack stats with the modules' text (errors); and those that only list the original files, with their sizes and imports: TypeScript build state, esbuild metafiles, webpack stats without text, pages and data of bundle analysers (warnings). Found by shape under any name. Left alone: code that reads or writes maps, and what source-map reports.",
	incident: "wrangler 4.86.0 ships wrangler-dist/metafile-cjs.json (3.4 MB), the esbuild metafile with the path and size of each module that went into its bundle; puppeteer 7.0.0 shipped four .tsbuildinfo files with the paths of the whole build.",
	fix: "Write such reports outside the folder that ships, or exclude them: `\"!dist/meta.json\"` in `files`.",
	options: noOptions,
	start: () => ({ entry(entry) {
		if (entry.kind !== "file") return [];
		const { isMap, json } = examine(entry);
		if (isMap) return [];
		const containers = json?.containers ?? [];
		const problems = containers.map((container) => problemOf$3(entry.path, container));
		if (!containers.some(({ texts }) => texts > 0)) problems.push(...literals(entry));
		return problems.length === 0 ? pageOf(entry) : [problems.find(({ level }) => level === void 0) ?? problems[0]].flatMap((problem) => problem ?? []);
	} })
});
function problemOf$3(path, { kind, files, texts, textBytes, names: paths }) {
	const own = paths.filter((name) => !name.includes("node_modules/"));
	const few = (own.length > 0 ? own : paths).slice(0, named$1).map(shown$1);
	const among = few.length === 0 ? "" : `, among them ${few.join(", ")}`;
	if (texts > 0) {
		const from = files > 0 ? ` of ${count(files, "original file")}` : "";
		return {
			path,
			message: `${names$1[kind]} with ${count(texts, "text")}${from} (${size(textBytes)})${among}`
		};
	}
	const listed = files === 0 ? "" : `: it names ${count(files, "file")} of the build${among}`;
	return {
		path,
		level: "warn",
		message: `${names$1[kind]}${listed}`
	};
}
function literals(entry) {
	const found = literalTexts(entry.content, !prose$2.test(entry.path), !entry.isText);
	if (found === null) return [];
	const line = entry.isText ? { line: lineAt(entry.content, found.position) } : {};
	const { texts, textBytes } = found;
	return [{
		path: entry.path,
		...line,
		message: `holds ${count(texts, "original text")} (about ${size(textBytes)}) in a \`sourcesContent\` list`,
		fix: "Find what writes a source map into this file (a bundler's plugin, a cache, a fixture), and build without it."
	}];
}
function pageOf({ path, content }) {
	if (!page.test(path)) return [];
	const found = pages.find(({ holds }) => holds.every((text) => content.includes(text)));
	if (found === void 0) return [];
	return [{
		path,
		level: "warn",
		message: `is a page of ${found.tool}: it shows the files of the build and their sizes`
	}];
}

// src/rules/expired-waiver.ts
/** Said by the judge, who alone knows the date; see waiverFindings. */
const expiredWaiver = defineRule({
	id: "expired-waiver",
	title: "A waiver whose end has passed",
	catches: "A waiver of the policy whose `expires` is past, or cannot be read as a date. It covers nothing any more: what it covered stands again. A waiver for another audience is left alone.",
	incident: "No public case by name: it is how allowlists age. Nobody is asked again, and the exception outlives its reason.",
	fix: "Mend what the waiver covered and delete it, or agree on a new `expires` with its owner.",
	options: noOptions,
	start: () => ({})
});

// src/rules/credentials/entry-bytes.ts
/** What a runtime reads as text whatever bytes are in it. */
const isCodeName = /\.(?:[cm]?[jt]sx?|json|vue|svelte|html?|css)$/i;
/**
* The bytes of a text in an encoding that has ASCII as it is: the entry's own, unless they are UTF-16, in which no key and no
* token would be recognised. What is UTF-8 but for many NULs is read without them: no program's code is UTF-8, and NULs alone
* must not hide a key. Null for what is no text file.
*/
const textBytes = lastAnswer((entry) => {
	const { kind, content, isText } = entry;
	if (kind !== "file") return null;
	if (isPlain$1(content)) return content;
	const order = utf16(content);
	if (isText && order === null && !content.includes(0)) return content;
	if (!isText && !isUtf8(content) && !isCodeName.test(entry.path)) return null;
	if (!isText || order === null) return withoutNuls(content);
	const decoded = Buffer.from(entry.text());
	return isMixed(content) ? Buffer.concat([
		decoded,
		Buffer.from("\n"),
		withoutNuls(content)
	]) : decoded;
});
/** Letters side by side that UTF-16 would part by NULs. */
function isMixed(content) {
	return /[\x20-\x7e]{12}/.test(content.toString("latin1"));
}
function withoutNuls(content) {
	const kept = Buffer.allocUnsafe(content.length);
	let end = 0;
	for (let at = 0; at < content.length; at++) {
		const byte = content[at] ?? 0;
		if (byte !== 0) kept[end++] = byte;
	}
	return kept.subarray(0, end);
}

// src/rules/credentials/position.ts
/**
* Positions of byte offsets, which must be given in ascending order: the bytes between two of them are read once,
* so that many findings in one long line cost no more than the line.
*/
function positionsIn(bytes) {
	let reached = 0;
	let line = 1;
	let column = 1;
	let newline = bytes.indexOf(10);
	return (offset) => {
		while (newline !== -1 && newline < offset) {
			line++;
			column = 1;
			reached = newline + 1;
			newline = bytes.indexOf(10, reached);
		}
		column += bytes.toString("utf8", reached, offset).length;
		reached = offset;
		return {
			line,
			column
		};
	};
}
/** First 12 hex digits of the sha256 of a value: names it in a waiver without telling it. */
function fingerprint(value) {
	return createHash("sha256").update(value).digest("hex").slice(0, 12);
}

// src/rules/forbidden/literal.ts
/** Bytes of one window when letter case does not matter: a string of them is made and thrown away. */
const window$1 = 1048576;
/** The bytes of a text, in UTF-8 and, for binary files, as Windows and Java keep their strings. */
function literalSearch(text, wide) {
	const needle = Buffer.from(text, wide ? "utf16le" : "utf8");
	return (bytes) => {
		let count = 0;
		const first = bytes.indexOf(needle);
		for (let at = first; at !== -1; at = bytes.indexOf(needle, at + needle.length)) count++;
		return {
			count,
			first
		};
	};
}
/** The same for a text of ASCII letters in any case. */
function caselessSearch(text, wide) {
	const bytesOfText = [...Buffer.from(text, wide ? "utf16le" : "utf8")];
	const source = bytesOfText.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
	const expression = new RegExp(source, "gi");
	const overlap = bytesOfText.length - 1;
	return (bytes) => {
		let count = 0;
		let first = -1;
		let next = 0;
		for (let start = 0; start < bytes.length; start += window$1) {
			const piece = bytes.toString("latin1", start, start + window$1 + overlap);
			expression.lastIndex = Math.max(0, next - start);
			for (let match = expression.exec(piece); match !== null; match = expression.exec(piece)) {
				if (match.index >= window$1) break;
				count++;
				if (first === -1) first = start + match.index;
				next = start + expression.lastIndex;
			}
		}
		return {
			count,
			first
		};
	};
}
/** Letters outside ASCII have several forms, which bytes alone do not tell. */
function isAsciiText(text) {
	return /^[\0-\x7f]*$/.test(text);
}

// src/rules/forbidden/pattern.ts
/** Instructions of a compiled pattern: the work for each byte is at most this much. */
const largestProgram = 2e3;
/** Matches counted in one file. */
const mostMatches = 1e4;
/** RE2's engine: large, and few policies have a pattern, so that it is loaded with the first of them. */
let engine = null;
/** Call before any other function of this module. */
async function loadPatternEngine() {
	engine = (await import("./re2.js")).RE2JS;
}
/**
* Why a pattern cannot be used, as a clause; null when it can.
* @see https://github.com/google/re2/wiki/Syntax
*/
function patternError(source, ignoreCase) {
	try {
		const compiled = compile(source, ignoreCase);
		if (compiled.programSize() > largestProgram) return "is too large: write it with fewer repetitions";
		return compiled.test("") ? "matches the empty text, which is everywhere" : null;
	} catch (error) {
		if (error instanceof EngineMissing) throw error;
		return `is no pattern of RE2 (${error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : ""}); it has no look-around and no references back`;
	}
}
/** Compiles a pattern that passed `patternError`. */
function compilePattern(source, ignoreCase) {
	const compiled = compile(source, ignoreCase);
	return {
		required: ignoreCase ? "" : requiredLiteral(source),
		search(text) {
			const matcher = compiled.matcher(text);
			if (!matcher.find()) return {
				count: 0,
				first: -1,
				match: ""
			};
			const first = matcher.start();
			const match = text.slice(first, matcher.end());
			let count = 1;
			while (count < mostMatches && matcher.find()) count++;
			return {
				count,
				first,
				match
			};
		}
	};
}
/** A bug of the caller, and never a fault of the pattern. */
var EngineMissing = class extends Error {};
function compile(source, ignoreCase) {
	if (engine === null) throw new EngineMissing("The engine of patterns was not loaded");
	return engine.compile(source, engine.MULTILINE | (ignoreCase ? engine.CASE_INSENSITIVE : 0));
}
/**
* The longest text that stands in every match: a run of plain characters outside all groups and classes, none of them repeated. With
* alternatives at the top, or a flag that changes what characters mean, there is none.
*/
function requiredLiteral(source) {
	if (/\(\?[a-zA-Z]*[isxU]|\\[QE]/.test(source)) return "";
	let best = "";
	let run = "";
	let depth = 0;
	const close = () => {
		if (run.length > best.length) best = run;
		run = "";
	};
	for (let at = 0; at < source.length; at++) {
		const character = source.charAt(at);
		if (character === "[") {
			close();
			at = classEnd(source, at);
		} else if (character === "(") {
			close();
			depth++;
		} else if (character === ")") {
			close();
			depth--;
		} else if (depth > 0) {
			if (character === "\\") at++;
		} else if (character === "|") return "";
		else if (/[?*{]/.test(character)) {
			run = run.slice(0, -1);
			close();
			if (character === "{") at = Math.max(at, source.indexOf("}", at));
		} else if (character === "\\" && /[^\w\s]/.test(source.charAt(at + 1))) run += source.charAt(++at);
		else if (character === "\\") {
			close();
			const long = /^\\(?:[pPx]\{[^}]*\}|[pP].|x..|[0-7]{1,3}|.)/.exec(source.slice(at))?.[0] ?? "";
			at += Math.max(1, long.length - 1);
		} else if (/[\^$.+]/.test(character) || !/[\0-\x7f]/.test(character)) close();
		else run += character;
	}
	close();
	return best;
}
/** Place of the bracket that ends a class; the first one in it is a character. */
function classEnd(source, start) {
	let at = source.charAt(start + 1) === "^" ? start + 2 : start + 1;
	if (source.charAt(at) === "]") at++;
	for (; at < source.length && source.charAt(at) !== "]"; at++) if (source.charAt(at) === "\\") at++;
	else if (source.startsWith("[:", at)) at = Math.max(at, source.indexOf(":]", at) + 1);
	return at;
}

// src/rules/forbidden-text.ts
/** Shorter texts are found everywhere. */
const shortest = 3;
const longest = 500;
const mostTexts = 200;
const options = new RuleOptions({}, ({ z, glob, refuse, sentence }) => {
	const item = z.strictObject({
		text: z.string().min(shortest, { error: `must have at least ${shortest} characters` }).max(longest, { error: `must have at most ${longest} characters` }).optional().describe("A text as it is, looked for in paths, in texts and in binary files."),
		pattern: z.string().max(longest, { error: `must have at most ${longest} characters` }).optional().describe("Instead of `text`: a pattern in RE2's language, looked for in paths and in texts. `^` and `$` are the ends of a line."),
		reason: sentence("why it must not ship").describe("Why it must not ship; every finding says it."),
		files: z.array(glob).min(1).optional().describe("Only in these files; globs over the paths in the tarball."),
		"ignore-case": z.boolean().optional().describe("In any letter case.")
	}).superRefine(({ text, pattern, "ignore-case": ignoreCase }, context) => {
		if (text === void 0 === (pattern === void 0)) refuse(context, "must have either `text` or `pattern`, and not both");
		if (pattern === void 0) return;
		const error = patternError(pattern, ignoreCase ?? false);
		if (error !== null) refuse(context, `has a \`pattern\` that ${error}`);
	});
	return z.strictObject({ texts: z.array(item).max(mostTexts, { error: `has more than ${mostTexts} texts` }).optional().describe("What must not be found, each with its reason: `{ text: project falcon, reason: The name is not public yet. }`.") });
});
const forbiddenText = defineRule({
	id: "forbidden-text",
	title: "A text that the policy forbids",
	catches: "What the policy lists in `texts`: code names, internal hosts, names of customers, each with the reason why it must not ship; as a `text` or as a `pattern` of RE2 (linear in time, so no look-around and no references back), if wanted only in some `files` or with `ignore-case`. Looked for in paths and in the content of text files, a text also in binary files (UTF-8 and UTF-16). One finding for each text and file, with the number of places and the first one. Left alone: everything, as long as the policy lists nothing.",
	incident: "@anthropic-ai/claude-code 2.1.86 ships a native addon in which its builder's paths stand: they name the closed repository (`claude-cli-internal`) and the host of a package mirror. Nothing about such words looks wrong to anyone who does not know them; two lines of policy stop them.",
	fix: "Take the text out of the file, or keep the file out of the package. If it may ship, remove it from `texts` in the policy or narrow its `files`.",
	options,
	prepare: loadPatternEngine,
	start: ({ options }) => {
		const finders = (options.texts ?? []).map(finderOf);
		if (finders.length === 0) return {};
		return { *entry(entry) {
			if (entry.kind === "directory") return;
			const bytes = textBytes(entry) ?? entry.content;
			for (const finder of finders) {
				if (finder.files !== null && !finder.files(entry.path)) continue;
				const hit = entry.kind === "file" ? finder.inEntry(entry, bytes) : null;
				if (hit !== null) yield problemOf$2(entry.path, finder.item, hit);
				if (finder.inPath(entry.path)) {
					const message = `its name holds ${nameOf(finder.item)}, which the policy forbids: ${finder.item.reason}`;
					yield {
						path: entry.path,
						message,
						fix: "Rename the file, or keep it out of the package."
					};
				}
			}
		} };
	}
});
function problemOf$2(path, forbidden, { count: count$1, where, line, match }) {
	const found = match === "" ? "" : ` (\`${shown$1(match)}\`)`;
	return {
		path,
		...line === null ? {} : { line },
		message: `holds ${nameOf(forbidden)}${found} in ${count(count$1, "place")}${where}: ${forbidden.reason}`,
		fix: `Take it out of ${path} and build again, or keep the file out of the package.`
	};
}
function nameOf({ text, pattern }) {
	return text === void 0 ? `a match of \`${pattern}\`` : `\`${text}\``;
}
function finderOf(forbidden) {
	const { text, pattern, files } = forbidden;
	const ignoreCase = forbidden["ignore-case"] ?? false;
	const scope = {
		item: forbidden,
		files: files === void 0 ? null : compileGlobs(files)
	};
	const literal = text !== void 0 && (isAsciiText(text) || !ignoreCase) ? text : null;
	if (literal === null) return patternFinder(scope, pattern ?? quoted$1(text ?? ""), ignoreCase);
	const searchFor = ignoreCase ? caselessSearch : literalSearch;
	const narrow = searchFor(literal, false);
	const wide = searchFor(literal, true);
	return {
		...scope,
		inPath: (path) => narrow(Buffer.from(path)).count > 0,
		inEntry(entry, bytes) {
			if (entry.isText) return placed(narrow, bytes);
			const count = narrow(bytes).count + wide(bytes).count;
			return count === 0 ? null : {
				count,
				where: " of a binary file",
				line: null,
				match: ""
			};
		}
	};
}
function placed(search, bytes) {
	const { count, first } = search(bytes);
	return count === 0 ? null : {
		count,
		...placeOf$2(bytes, first),
		match: ""
	};
}
function placeOf$2(bytes, at) {
	const { line, column } = positionsIn(bytes)(at);
	return {
		where: `, first at line ${line}, column ${column}`,
		line
	};
}
function patternFinder(scope, source, ignoreCase) {
	const compiled = compilePattern(source, ignoreCase);
	const required = Buffer.from(compiled.required);
	return {
		...scope,
		inPath: (path) => compiled.search(path).count > 0,
		inEntry(entry, bytes) {
			if (!(entry.isText || bytes !== entry.content) || required.length > 0 && !bytes.includes(required)) return null;
			const text = entry.isText ? entry.text() : bytes.toString();
			const { count, first, match } = compiled.search(text);
			if (count === 0) return null;
			return {
				count,
				...placeOf$2(bytes, Buffer.byteLength(text.slice(0, first))),
				match
			};
		}
	};
}
function quoted$1(text) {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

// src/magic/hidden-characters.ts
/** Variation selectors in a row from here on are a message; text has one behind a character, now and then two by mistake. */
const fewestSelectors = 3;
/** The same selector over and over says nothing: somebody's keyboard stuttered behind an emoji. A longer run could count. */
const mostAlike = 8;
/** Code points shown of one run. */
const shownPoints = 4;
/**
* What a file in UTF-8 hides: bidirectional controls, tag characters, runs of variation selectors. An emoji flag written with tags
* and a selector behind its character, even stuttered, are nothing. Cost: a look at each character that begins like one of those.
* @see https://trojansource.codes and https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
* @see https://www.unicode.org/reports/tr51/#def_std_emoji_tag_sequence_set (flags)
*/
function* hiddenIn(bytes) {
	if (isAscii(bytes)) return;
	yield* bidiIn(bytes);
	yield* runsIn(bytes, Buffer.from([243, 160]));
	yield* runsIn(bytes, Buffer.from([239, 184]));
}
function* bidiIn(bytes) {
	for (const [start, low, high] of [[
		Buffer.from([226, 128]),
		170,
		174
	], [
		Buffer.from([226, 129]),
		166,
		169
	]]) for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 3)) {
		const third = bytes[at + 2] ?? 0;
		if (third < low || third > high) continue;
		yield {
			at,
			kind: "bidi",
			points: [pointName(pointAt(bytes, at))],
			count: 1
		};
	}
}
/** Runs of tags and selectors that begin with this pair of bytes; those that end within the other pair are followed there. */
function* runsIn(bytes, start) {
	for (let at = bytes.indexOf(start); at !== -1;) {
		const kind = kindAt(bytes, at);
		if (kind === null || kind === "selectors" && followsSelector(bytes, at)) {
			at = bytes.indexOf(start, at + 2);
			continue;
		}
		const points = [];
		let count = 0;
		let end = at;
		let alike = true;
		for (; kindAt(bytes, end) === kind; end += lengthAt(bytes, end)) {
			if (points.length < shownPoints) points.push(pointName(pointAt(bytes, end)));
			alike &&= pointAt(bytes, end) === pointAt(bytes, at);
			count++;
		}
		if (kind === "tags" ? !isFlag(bytes, at, end, count) : count >= fewestSelectors && !(alike && count <= mostAlike)) yield {
			at,
			kind,
			points,
			count
		};
		at = bytes.indexOf(start, end);
	}
}
function kindAt(bytes, at) {
	if (bytes[at] === 239) {
		const third = bytes[at + 2] ?? 0;
		return bytes[at + 1] === 184 && third >= 128 && third <= 143 ? "selectors" : null;
	}
	if (bytes[at] !== 243 || bytes[at + 1] !== 160) return null;
	const point = pointAt(bytes, at);
	if (point >= 917760 && point <= 917999) return "selectors";
	return point <= 917631 ? "tags" : null;
}
/** A selector ends right before the offset: the run was told from its first one on. */
function followsSelector(bytes, at) {
	return kindAt(bytes, at - 3) === "selectors" || kindAt(bytes, at - 4) === "selectors";
}
/** A black flag in front, a cancel tag at the end, and a region's code between them. */
function isFlag(bytes, start, end, count) {
	return count <= 8 && bytes.toString("latin1", Math.max(0, start - 4), start) === "\u00f0\u009f\u008f\u00b4" && pointAt(bytes, end - 4) === 917631;
}
function lengthAt(bytes, at) {
	return bytes[at] === 239 ? 3 : 4;
}
function pointAt(bytes, at) {
	const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
	return first < 240 ? (first & 15) << 12 | (second & 63) << 6 | third & 63 : (first & 7) << 18 | (second & 63) << 12 | (third & 63) << 6 | fourth & 63;
}
function pointName(point) {
	return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}

// src/rules/hidden-unicode.ts
const code$2 = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee|html?|s?css|less|wat|sh|bash|zsh|ps1|cmd|bat|py|rb|pl|php|lua|go|rs|c|cc|cpp|h|hpp|java|kt|swift|gyp|gypi)$/i;
/** Files of translations, in which right-to-left text is set off with these controls as it should be. */
const translations = /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages?|translations?|messages|nls|intl)\/|(?:^|[/._-])(?:ar|fa|he|iw|ps|sd|ug|ur|yi|ckb|dv)(?:[-_][A-Za-z]{2,4})?\.[^/]*$/i;
const names = {
	bidi: "bidirectional control",
	tags: "invisible tag character",
	selectors: "variation selector"
};
const hiddenUnicode = defineRule({
	id: "hidden-unicode",
	title: "Characters that a reader of the code does not see",
	catches: "In code (scripts, styles, pages, shell and other sources, files with `#!`, package.json): bidirectional controls (U+202A to U+202E, U+2066 to U+2069), which show a line in another order than it runs; tag characters (U+E0000 to U+E007F) outside a flag; and three variation selectors or more in a row, which carry a text that nobody sees. Warnings only: an embedding or isolate that a file of translations leaves open, a bidirectional control that is a string by itself, as code compares or adds it, and one in a line of more than 500 bytes, which a minifier wrote and nobody reads. Left alone: a byte order mark, emoji with their selectors (one repeated by mistake as well) and joiners, flags, left-to-right and right-to-left marks, escapes (`\\u202e`), and bidirectional controls that are closed in their line in files of translations.",
	incident: "os-info-checker-es6 (May 2025) hid its payload in variation selectors behind one visible bar; the worm GlassWorm (October 2025) did the same in editor extensions. The Trojan Source paper (2021) showed with bidirectional controls that reviewed code and compiled code can differ.",
	fix: "Delete the characters (an editor shows them with `unicode-bidi` or render-control-characters switched on), or write them as escapes. If nobody knows how they came in, take it for an attack.",
	options: noOptions,
	start: () => ({ entry(entry) {
		const bytes = isCode(entry) ? textBytes(entry) : null;
		const problem = bytes === null ? null : problemIn(entry, bytes);
		return problem === null ? [] : [problem];
	} })
});
function problemIn(entry, bytes) {
	let first = null;
	let found = 0;
	let isMild = true;
	const kinds = /* @__PURE__ */ new Map();
	const isTranslation = translations.test(entry.path);
	const forgiven = isTranslation ? closedIn(bytes) : null;
	for (const hidden of hiddenIn(bytes)) {
		if (hidden.kind === "bidi" && forgiven?.(hidden.at)) continue;
		found++;
		isMild &&= isOpenText(hidden, isTranslation) || isWholeString(bytes, hidden) || isMinified(bytes, hidden);
		kinds.set(hidden.kind, (kinds.get(hidden.kind) ?? 0) + hidden.count);
		if (first === null || hidden.at < first.at) first = hidden;
	}
	if (first === null) return null;
	const { line, column } = positionsIn(bytes)(first.at);
	const what = [...kinds].map(([kind, times]) => count(times, names[kind])).join(" and ");
	const points = `${first.points.join(" ")}${first.count > first.points.length ? " \u2026" : ""}`;
	const places = found > 1 ? ` in ${number$1(found)} places` : "";
	return {
		path: entry.path,
		line,
		message: `${what}${places}, first ${points} at line ${line}, column ${column}`,
		...isMild ? { level: "warn" } : {}
	};
}
/** Text in a right-to-left script, not closed in its line. An override has no place in it. */
function isOpenText({ kind, points }, isTranslation) {
	return isTranslation && kind === "bidi" && !points.includes("U+202D") && !points.includes("U+202E");
}
/** The control is all that a string literal holds, so that the code deals with the character itself. */
function isWholeString(bytes, { kind, at }) {
	const quote = bytes[at - 1];
	return kind === "bidi" && (quote === 34 || quote === 39 || quote === 96) && bytes[at + 3] === quote;
}
/** Bytes from which on a line is no longer read by anybody: the controls deceive who reads the code. */
const longLine = 500;
function isMinified(bytes, { kind, at }) {
	if (kind !== "bidi") return false;
	const before = bytes.subarray(Math.max(0, at - longLine), at);
	const behind = bytes.subarray(at, at + longLine);
	const lineEnd = /[\n\r]/;
	return `${before.toString("latin1").split(lineEnd).at(-1) ?? ""}${behind.toString("latin1").split(lineEnd)[0] ?? ""}`.replace(/\s+/g, "").length >= longLine;
}
function isCode({ kind, path, content }) {
	if (kind !== "file") return false;
	return code$2.test(path) || /(?:^|\/)package\.json$/.test(path) || content[0] === 35 && content[1] === 33;
}
/** Opening and closing controls by the last two bytes; a pop closes an embedding or an override, an isolate has its own. */
const opens = /* @__PURE__ */ new Map([
	[32938, "embedding"],
	[32939, "embedding"],
	[32941, "embedding"],
	[32942, "embedding"],
	[33190, "isolate"],
	[33191, "isolate"],
	[33192, "isolate"]
]);
const closes = /* @__PURE__ */ new Map([[32940, "embedding"], [33193, "isolate"]]);
/**
* Tells of a control whether those of its line are nested and closed. Asked in ascending order it looks at each line once, however
* many controls the line has.
*/
function closedIn(bytes) {
	let start = 0;
	let end = -1;
	let answer = false;
	return (at) => {
		if (at < start || at > end) {
			start = bytes.lastIndexOf(10, at) + 1;
			end = bytes.indexOf(10, at);
			if (end === -1) end = bytes.length;
			answer = isClosed(bytes, start);
		}
		return answer;
	};
}
function isClosed(bytes, start) {
	const open = [];
	for (let at = start; at < bytes.length && bytes[at] !== 10; at++) {
		if (bytes[at] !== 226) continue;
		const pair = (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
		const opened = opens.get(pair);
		if (opened !== void 0) open.push(opened);
		const closed = closes.get(pair);
		if (closed !== void 0 && open.pop() !== closed) return false;
	}
	return open.length === 0;
}

// src/source-map/sources.ts
/**
* Resolves a source (with `sourceRoot` in front) against the file that holds the map, as the specification does.
* A webpack address names a path under the package root when it goes on with `./`.
* @see https://tc39.es/ecma426/#sec-decode-source-map-sources
* @see https://webpack.js.org/configuration/output/#outputdevtoolmodulefilenametemplate
*/
function placeOf$1(source, mapPath) {
	const webpack = source.startsWith("webpack:") ? /^webpack:\/\/[^/]*\/(.*)$/s.exec(source) : null;
	if (webpack) {
		const inside = (webpack[1] ?? "").replace(/\?[^?]*$/, "");
		return {
			written: source,
			path: /^\.\.?\//.test(inside) ? posix.normalize(inside) : null,
			leaves: true,
			isGenerated: /^(?:webpack\/|external )/.test(inside)
		};
	}
	if (isAbsolute(source)) return {
		written: source,
		path: null,
		leaves: true,
		isGenerated: false
	};
	const path = posix.join(posix.dirname(mapPath), source);
	return {
		written: source,
		path,
		leaves: path.startsWith("../"),
		isGenerated: false
	};
}
/** The places of all sources that are kept of a map. `mapPath` is the file that holds it. */
function placesOf(content, mapPath) {
	return content.paths.map((path) => placeOf$1(path, mapPath));
}
/** A path with its percent-encoding undone; as it is when the encoding is broken. */
function decodedPath(path) {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

// src/source-map/allow.ts
/** What a policy may let ship. Each asks for one property of the map; none includes another. */
const allowances$1 = [
	"none",
	"without-sources",
	"own-sources",
	"public-sources"
];
/** Options of the rules that find source maps. */
const allowOptions = new RuleOptions({ allow: "none" }, ({ z }) => z.strictObject({ allow: z.enum(allowances$1).default("none").describe("Maps that may ship: `none`; `without-sources`, when they hold no source's text; `own-sources`, when every source is in the tarball too; `public-sources`, when every source is tracked in this repository and the repository is public.") }));
/** What shipping a map gives away beyond what the option's reader already has, in words for the fix. */
const because = {
	"without-sources": "it holds no source's text",
	"own-sources": "every source of it is in the tarball too",
	"public-sources": "every source of it is tracked in this public repository"
};
/**
* Finds out which options a map meets. A map with more sources than are kept, or with text that has no name, meets
* only what can be said without the names. An index map that points elsewhere meets none: what it hands out is not known.
*/
function fitting(content, places, shipped, source) {
	const fits = /* @__PURE__ */ new Set();
	if (content.sectionUrls > 0) return fits;
	if (content.texts === 0) fits.add("without-sources");
	if (content.pathsCut || content.paths.length === 0 || content.unnamed > 0 && content.texts > 0) return fits;
	const written = places.filter(({ isGenerated }) => !isGenerated);
	if (written.length === 0) return fits;
	if (written.every((place) => isAmong(shipped, place, ""))) fits.add("own-sources");
	const { directory, tracked, repositoryIsPublic } = source;
	if (repositoryIsPublic === true && tracked !== null && directory !== null) {
		if (written.every((place) => isAmong(tracked, place, directory))) fits.add("public-sources");
	}
	return fits;
}
function isAmong(paths, { path }, directory) {
	if (path === null) return false;
	if (directory === "" && paths.has(path)) return true;
	const full = posix.join(directory, path);
	return paths.has(full) || paths.has(decodedPath(full)) || paths.has(full.replace(/\?[^?]*$/, ""));
}
/** The strictest option that lets this very map ship; null when none does. */
function strictest(fits) {
	for (const option of allowances$1) if (option !== "none" && fits.has(option)) return option;
	return null;
}
/** `it holds no source's text: source-map: { allow: without-sources } in the policy's rules would let it ship`. */
function policyAdvice(rule, option) {
	return `${because[option]}: ${policyLine(rule, option)} in the policy's \`rules\` would let it ship`;
}
/** The policy line behind the edit that leaves the map out: its sources may be in the tarball only because too much is. */
function policyFix(rule, option, policyFile) {
	const line = `${policyLine(rule, option)} ${belowKey("rules", policyFile)}`;
	return (leavingOut) => `${leavingOut} Or let it ship, because ${because[option]}: ${line}.`;
}
function policyLine(rule, option) {
	return `\`${rule}: { allow: ${option} }\``;
}

// src/source-map/describe.ts
/** Paths that a message names. */
const named = 3;
/**
* What an outsider gets from a map, as a clause: `hands out 1,902 original sources (31.2 MB), among them src/cli.tsx, \u2026`.
*/
function describeContent(content, places) {
	return [
		handsOut(content),
		among(places),
		leaving(places, content)
	].join("");
}
function handsOut({ sources, texts, textBytes, maps, sectionUrls }) {
	const inMaps = maps > 1 ? ` in ${count(maps, "map")}` : "";
	const sections = sectionUrls > 0 ? `points to ${count(sectionUrls, "further map")}` : "";
	if (texts === 0 && sources === 0) return sections || "maps this build and names no source";
	const also = sections === "" ? "" : `, and ${sections}`;
	if (texts === 0) return `names ${count(sources, "original source")}${inMaps} without the text${also}`;
	return `hands out ${texts < sources ? `${number$1(texts)} of ${number$1(sources)} original sources` : count(texts, "original source")}${inMaps} (${size(textBytes)})${also}`;
}
/** The author's own files say more than those of dependencies: they come first. */
function among(places) {
	const real = places.filter(({ isGenerated }) => !isGenerated);
	const own = real.filter(({ written }) => !written.includes("node_modules/"));
	const names = (own.length > 0 ? own : real).slice(0, named).map(({ path, written }) => shown$1(path ?? written));
	if (names.length === 0) return "";
	return names.length === 1 && real.length === 1 ? `: ${names[0]}` : `, among them ${names.join(", ")}`;
}
function leaving(places, { pathsCut }) {
	const outside = places.filter(({ leaves }) => leaves);
	if (outside.length === 0) return "";
	const atLeast = pathsCut ? "at least " : "";
	const verb = outside.length === 1 ? "leaves" : "leave";
	const first = shown$1(outside[0]?.written ?? "");
	return `; ${atLeast}${count(outside.length, "path")} ${verb} the package (${first})`;
}

// src/source-map/data-url.ts
/** Characters between `data:` and the comma: a media type and parameters. */
const longestHeader$1 = 256;
/** Bytes decoded at first, to see whether JSON begins there. Small, because a near-miss costs this much and a file can be full of them. */
const firstWindow = 64;
/** Bytes of text decoded next; eight times more as long as what was decoded is the beginning of JSON. */
const growth$1 = 8;
const percent$1 = 37;
/**
* Reads the `data:` URL at `start`; null when none stands there, whatever its media type and parameters.
* Nothing becomes a JavaScript string: base64 is decoded in pieces into bytes, three quarters of its length.
* Time is linear in base64, and in what of a text turns out to be JSON.
* @see https://fetch.spec.whatwg.org/#data-url-processor
*/
function readDataUrl(bytes, start, limit) {
	const header = bytes.toString("latin1", start, Math.min(limit, start + longestHeader$1));
	const [whole, parameters = ""] = /^data:([^,\s"'`]*),/i.exec(header) ?? [];
	if (whole === void 0) return null;
	const isBase64 = /;[ ]*base64$/i.test(parameters);
	const from = start + whole.length;
	return isBase64 ? readBase64(bytes, from, limit) : readText(bytes, from, limit);
}
/** What base64 is made of cannot begin another URL, so that no byte is decoded for two of them. */
function readBase64(bytes, from, limit) {
	const few = endOfPayload(bytes, from, Math.min(limit, from + firstWindow), base64Bytes);
	if (jsonStart(fromBase64(beforeCut(bytes, from, few, limit))) < 0) return {
		json: null,
		next: from
	};
	const end = endOfPayload(bytes, few, limit, base64Bytes);
	const payload = fromBase64(withoutPercent(bytes.subarray(from, end)));
	const first = jsonStart(payload);
	return {
		json: first < 0 ? null : measureJson(payload, first),
		next: end
	};
}
/** Other URLs can follow in what looks like the text of this one: it is decoded no further than it is JSON. */
function readText(bytes, from, limit) {
	let end = from;
	for (let window = firstWindow;; window *= growth$1) {
		const reach = Math.min(limit, from + window);
		end = endOfPayload(bytes, end, reach, urlBytes);
		const isWhole = end < reach || reach === limit;
		const payload = beforeCut(bytes, from, end, isWhole ? end : limit);
		const first = jsonStart(payload);
		if (first < 0) return {
			json: null,
			next: from
		};
		const json = measureJson(payload, first);
		if (json.status !== "truncated" || isWhole) return {
			json,
			next: from
		};
	}
}
/** The payload as far as `end`, percent-decoded. `%2` at the end of a window is not yet `%2C`. */
function beforeCut(bytes, from, end, limit) {
	let whole = end;
	if (end < limit && bytes[end - 1] === percent$1) whole = end - 1;
	else if (end < limit && bytes[end - 2] === percent$1) whole = end - 2;
	return withoutPercent(bytes.subarray(from, Math.max(from, whole)));
}
/** Characters turned into a string at a time; a multiple of four, so that no group of base64 is cut. */
const piece = 16384;
function fromBase64(text) {
	const decoded = Buffer.allocUnsafe(Math.ceil(text.length * 3 / 4));
	let length = 0;
	for (let at = 0; at < text.length; at += piece) length += decoded.write(text.toString("latin1", at, Math.min(text.length, at + piece)), length, "base64");
	return decoded.subarray(0, length);
}
/** The same bytes when none is percent-encoded. */
function withoutPercent(text) {
	if (!text.includes(percent$1)) return text;
	const plain = Buffer.allocUnsafe(text.length);
	let length = 0;
	for (let at = 0; at < text.length; at++) {
		let byte = text[at] ?? 0;
		if (byte === percent$1 && isHex(text[at + 1]) && isHex(text[at + 2])) {
			byte = Number.parseInt(text.toString("latin1", at + 1, at + 3), 16);
			at += 2;
		}
		plain[length++] = byte;
	}
	return plain.subarray(0, length);
}
function isHex(byte) {
	if (byte === void 0) return false;
	return byte >= 48 && byte <= 57 || (byte | 32) >= 97 && (byte | 32) <= 102;
}
/** Position of the first byte that the payload cannot have. A loop of its own, because the engine makes a loop this small fast. */
function endOfPayload(bytes, from, limit, payloadBytes) {
	let at = from;
	while (at < limit && payloadBytes[bytes[at] ?? 0] === 1) at++;
	return at;
}
const urlBytes = (/* @__PURE__ */ new Uint8Array(256)).fill(1, 33);
/** Letters, digits, `+ / - _ =`, and `%` for a character that was percent-encoded on top. */
const base64Bytes = /* @__PURE__ */ new Uint8Array(256);
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=%")) base64Bytes[byte] = 1;

// src/source-map/inline.ts
/**
* Finds `sourceMappingURL=data:\u2026` anywhere in a file. Only what decodes to a source map counts: code that merely puts such
* comments together is none. Null when there is none. Time is linear: what was read as JSON is not looked at again.
*/
function inlineMaps(entry) {
	const { content: bytes } = entry;
	const { isMap, firstMention } = examine(entry);
	if (isMap || firstMention < 0) return null;
	const content = noContent();
	let broken = 0;
	let first = -1;
	const note = (url, position) => {
		const json = url?.json;
		if (json == null) return false;
		if (json.map !== null) {
			content.maps += json.map.maps;
			addContent(content, json.map);
		} else if (json.status !== "complete" && json.resemblesMap) broken++;
		else return json.status === "truncated";
		if (first < 0) first = position;
		return true;
	};
	const section = isWasm(bytes) ? mappingUrl(bytes) : null;
	if (section !== null) note(readDataUrl(bytes, section.start, section.end), section.start);
	for (let at = firstMention; at >= 0;) {
		const start = at + keyword.length;
		let next = start;
		if (bytes[start] === 61) {
			const url = readDataUrl(bytes, start + 1, bytes.length);
			if (note(url, at) && url !== null) next = url.next;
		}
		at = bytes.indexOf(keyword, next);
	}
	if (first < 0) return null;
	return {
		content,
		broken,
		line: entry.isText ? lineAt(bytes, first) : null
	};
}

// src/rules/inline-source-map.ts
const inlineSourceMap = defineRule({
	id: "inline-source-map",
	title: "A source map inside a shipped file",
	catches: "`sourceMappingURL=data:\u2026` anywhere in a file of any kind (code, styles, pages, the custom section of a WebAssembly module), in base64 or percent-encoded, with any media type, also inside the strings of a development build that evaluates its modules. It counts only when it decodes to a source map; code that puts such comments together is left alone. The report is that of source-map.",
	incident: "The first release of @anthropic-ai/claude-code (February 2025): cli.mjs ended in an 18 MB `sourceMappingURL=data:` comment that held the whole source. No `.map` file was there to be excluded.",
	fix: "Build what you publish without inline maps: esbuild `sourcemap: false` or `external`, TypeScript `inlineSourceMap: false`, webpack `devtool: false`, terser without `sourceMap.url: \"inline\"`, sass without `--embed-source-map`.",
	options: allowOptions,
	start: ({ options, source }) => {
		const found = [];
		return {
			entry(entry) {
				const maps = entry.kind === "file" ? inlineMaps(entry) : null;
				if (maps !== null) found.push({
					path: entry.path,
					maps
				});
				return [];
			},
			*tarball(tarball) {
				if (found.length === 0) return;
				const shipped = filePaths(tarball);
				for (const { path, maps } of found) {
					const { content, broken, line } = maps;
					const places = placesOf(content, path);
					const fits = broken === 0 ? fitting(content, places, shipped, source) : /* @__PURE__ */ new Set();
					if (options.allow !== "none" && fits.has(options.allow)) continue;
					const option = strictest(fits);
					const parts = [
						...content.maps > 0 ? [describeContent(content, places)] : [],
						...broken > 0 ? [`holds ${count(broken, "map")} that cannot be read to the end`] : [],
						...option === null ? [] : [policyAdvice("inline-source-map", option)]
					];
					yield {
						path,
						...line === null ? {} : { line },
						message: `has a source map inside that ${parts.join("; ")}`,
						fix: "Build this file without an inline source map, and pack again: excluding the file would not help those who need it."
					};
				}
			}
		};
	}
});

// src/rules/shrinkwrap.ts
/**
* The lock file that ships: npm 10 and 11 install a package's dependencies from where it says (measured), whatever package.json says.
* In any letter case, because a disk that does not tell case gives it under its usual name.
*/
function isShrinkwrap(path) {
	return path.length === 19 && /^npm-shrinkwrap\.json$/iu.test(path);
}
/**
* Every place that a shrinkwrap names, of the forms that npm has written: `packages` (versions 2 and 3) and nested `dependencies`
* (1 and 2). Null when it is no JSON object.
* @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json#file-format
*/
function pinsOf(text) {
	let value;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return null;
	}
	if (!isRecord(value)) return null;
	const pins = [];
	for (const [name, entry] of entriesOf(value.packages)) if (name !== "" && typeof entry.resolved === "string") pins.push({
		name,
		from: entry.resolved
	});
	const trees = [value.dependencies];
	for (const tree of trees) for (const [name, entry] of entriesOf(tree)) {
		const { resolved, version } = entry;
		for (const from of [resolved, version]) if (typeof from === "string" && (from === resolved || /[:/]/.test(from))) pins.push({
			name,
			from
		});
		trees.push(entry.dependencies);
	}
	return pins;
}
function entriesOf(value) {
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, entry]) => isRecord(entry) ? [[name, entry]] : []);
}
/** Public registries by their documented addresses: npm fetches from the one that the user chose instead. */
const publicRegistries = ["registry.npmjs.org", "registry.yarnpkg.com"];
/** Host of an address over HTTP; null for every other place. */
function hostOf(from) {
	if (!URL.canParse(from)) return null;
	const { protocol, hostname } = new URL(from);
	return protocol === "https:" || protocol === "http:" ? hostname : null;
}
/** True for a host of a public registry, or of one that the policy names. */
function isRegistry(host, named) {
	return publicRegistries.includes(host) || named.some((name) => name.toLowerCase() === host);
}
/** The host that the manifest itself wants to be published to: its own word, which a change of it can make any. */
function ownRegistry({ publishConfig }) {
	const own = isRecord(publishConfig) ? publishConfig.registry : void 0;
	return typeof own === "string" ? hostOf(own) : null;
}

// src/rules/local-dependency.ts
/** What a consumer's package manager resolves; devDependencies are not among it. */
const FIELDS = [
	"dependencies",
	"optionalDependencies",
	"peerDependencies"
];
const texts = {
	workspace: {
		is: "is resolved only inside the workspace that it comes from",
		fix: "Pack and publish with the manager that rewrites it (pnpm or yarn), or write the version range itself."
	},
	path: {
		is: "points at a folder or file on the builder's machine",
		fix: "Publish that package and write its version range, or bundle its code and delete the entry."
	},
	git: {
		is: "is fetched from a git repository, past the registry and its integrity check",
		fix: "Depend on a version from the registry; publish a fork under its own name."
	},
	url: {
		is: "is downloaded from a URL, past the registry and its integrity check",
		fix: "Depend on a version from the registry; publish a fork under its own name."
	},
	foreign: {
		is: "uses a protocol that npm does not know",
		fix: "Write it as a registry version, or as an `npm:` alias (`npm:@jsr/scope__name@^1.0.0` for a JSR package)."
	}
};
const localDependency = defineRule({
	id: "local-dependency",
	title: "A dependency that consumers cannot get from the registry",
	catches: "`workspace:`, `catalog:`, `file:`, `link:`, `portal:`, `patch:`, paths, git (with the `user/repo` shorthand), URLs and every protocol that npm does not know (`jsr:` among them) in `dependencies`, `optionalDependencies` and `peerDependencies`, bundled or not; and places other than a public registry in an npm-shrinkwrap.json, which npm follows, the registry that `publishConfig` names among them. Left alone: registries that the policy names, version ranges, dist-tags, `npm:` aliases, devDependencies, and `overrides` and `resolutions`, which consumers ignore.",
	incident: "CopilotKit 1.57.2 and @tabler/icons-react 3.28.0 shipped `workspace:*`, packed with one manager and published with another: npm refuses to install them. The TanStack compromise of 2026-05-11 used an `optionalDependencies` entry that led to a GitHub commit.",
	fix: "Write a version range from the registry, or publish with the package manager that rewrites the protocol.",
	options: new RuleOptions({ registries: [] }, ({ z }) => z.strictObject({ registries: z.array(z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i, "must be a host name, such as npm.example.com")).default([]).describe("Hosts of registries beside the public ones from which a shrinkwrap may have npm fetch.") })),
	start: ({ options: { registries } }) => {
		const shrinkwraps = /* @__PURE__ */ new Map();
		const bundled = /* @__PURE__ */ new Map();
		return {
			entry(entry) {
				if (entry.kind === "file" && isShrinkwrap(entry.path)) shrinkwraps.set(entry.path, pinsOf(entry.text()));
				if (entry.kind === "file" && installedFolder(entry.path) !== null) try {
					const inside = JSON.parse(entry.text().replace(/^\uFEFF/, ""));
					if (isRecord(inside)) bundled.set(entry.path, inside);
				} catch {}
				return [];
			},
			*tarball({ manifest }) {
				yield* dependencyProblems("package.json", manifest);
				for (const [path, inside] of bundled) yield* dependencyProblems(path, inside);
				for (const [path, pins] of shrinkwraps) yield* shrinkwrapProblems(path, pins, {
					manifest,
					registries
				});
			}
		};
	}
});
function* dependencyProblems(path, manifest) {
	for (const field of FIELDS) {
		const written = manifest[field];
		if (Array.isArray(written) && written.length > 0 || typeof written === "string" && written !== "") yield {
			path,
			field,
			message: `is ${Array.isArray(written) ? "a list" : "a text"}, which npm publishes as dependencies that no other reader sees`,
			fix: "Write an object of names and version ranges."
		};
		for (const [name, spec] of stringsOf(written)) {
			const kind = specKind(spec);
			if (kind === null) continue;
			yield {
				path,
				field: `${field}.${name}`,
				message: `"${shown$1(spec)}" ${texts[kind].is}`,
				fix: texts[kind].fix
			};
		}
	}
}
/** One finding, however many places there are: they come from one run of npm. */
function* shrinkwrapProblems(path, pins, known) {
	const fix = "Write it again with `npm shrinkwrap` against the registry, or leave it out.";
	if (pins === null) {
		yield {
			path,
			message: "is no JSON that npm could read, and nobody can say what it installs",
			fix
		};
		return;
	}
	const foreign = pins.filter(({ from }) => {
		const host = hostOf(from);
		return host === null || !isRegistry(host, known.registries);
	});
	const own = ownRegistry(known.manifest);
	const elsewhere = foreign.filter(({ from }) => own === null || hostOf(from) !== own);
	const [first] = elsewhere;
	if (first !== void 0) {
		yield {
			path,
			message: `has npm fetch ${fetched(first, elsewhere.length)}, past the registry, whatever package.json says`,
			fix
		};
		return;
	}
	const [fromOwn] = foreign;
	if (fromOwn === void 0) return;
	yield {
		path,
		message: `has npm fetch ${fetched(fromOwn, foreign.length)}: the registry that \`publishConfig\` names, and the policy does not`,
		fix: `Name the host under \`rules\` in the policy, when all who install the package reach it: \`local-dependency: { registries: [${own}] }\`.`
	};
}
function fetched({ name, from }, all) {
	return `\`${name}\` from "${shown$1(from)}"${all > 1 ? `, and ${count(all - 1, "other package")} from elsewhere` : ""}`;
}
const PROTOCOLS = {
	workspace: "workspace",
	catalog: "workspace",
	file: "path",
	link: "path",
	portal: "path",
	patch: "path",
	exec: "path",
	git: "git",
	ssh: "git",
	github: "git",
	gitlab: "git",
	bitbucket: "git",
	gist: "git",
	sourcehut: "git",
	http: "url",
	https: "url"
};
/**
* What kind of place a dependency spec leads to, other than the registry; null for a range, a tag or an alias of one.
* Decides as npm-package-arg does, and never throws. That library itself is not used: it asks the process for its platform,
* folder and home, throws on the very protocols that matter here, and knows none of the other managers' protocols.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies
* @see https://github.com/npm/npm-package-arg/blob/main/lib/npa.js
*/
function specKind(raw) {
	const spec = raw.trim();
	if (/^(?:\.|~[/\\]|[/\\]|[a-z]:)/i.test(spec)) return "path";
	const protocol = /^([a-z][a-z0-9.-]*(?:\+[a-z]+)?):/i.exec(spec)?.[1]?.toLowerCase();
	if (protocol === "npm") return aliasKind(spec.slice(4));
	if (protocol !== void 0) {
		if (protocol.startsWith("git+")) return "git";
		if (/^https?$/.test(protocol) && /\.git(?:#|$)/.test(spec)) return "git";
		return Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] ?? "foreign" : "foreign";
	}
	if (/^[^@\s]+@[^:\s]+:./.test(spec)) return "git";
	if (/^[^@:%/\s.-][^@:%/\s]*\/[^@:%/\s]+(?:#.*)?$/.test(spec)) return "git";
	if (/[/\\]/.test(spec) || /\.(?:tgz|tar\.gz|tar)$/i.test(spec)) return "path";
	return null;
}
/** `npm:name@spec` and `npm:@scope/name@spec`: an alias may only lead to the registry. */
function aliasKind(target) {
	const at = target.indexOf("@", 1);
	if (at > 0) return specKind(target.slice(at + 1));
	return /^@[^/\\]+\/[^/\\]+$/.test(target) ? null : specKind(target);
}

// src/magic/machine-path.ts
/**
* Accounts that name nobody: stand-ins of documentation, and the accounts of operating systems, images and build services.
* Measured on 40 well-known packages, of which 9 hold such paths.
*/
const nobody = new Set("user users username user_name user-name userprofile usr your-name your_name yourname yourusername your-username your_username youruser your-user your_user_name you me my myname myself my-name myuser my-user my_user myusername name someuser some-user someone somebody anyone anonymous person human foo bar baz qux foobar example examples sample demo dummy fake test tester testuser test-user test_user tests mock john jane doe johndoe janedoe john.doe jane.doe john-doe john_doe jdoe johnsmith john.smith jsmith joe joebloggs alice bob carol charlie dave eve mallory trent xxx xxxx abc admin administrator root default default_user public shared guest owner developer dev devel development ... node app application apps web web_user www www-data html httpd nginx apache deploy deployer git ftp service services ubuntu debian centos fedora arch alpine opc ec2-user azureuser cloud-user core pi vagrant docker container oracle postgres mysql redis rails codespace vscode gitpod coder theia runner runneradmin circleci circle travis jenkins hudson buildkite buildkite-agent builder build builds buildbot buildagent teamcity bamboo drone ci cirrus semaphore appveyor gitlab-runner gitlab vsts vsts_azpipelines vssadministrator containeradministrator azpcontainer agent worker sandbox nobody nonroot linuxbrew homebrew conda jovyan expo eas claude codex jules swebot ai".split(" "));
/** First folder below a home that no route of a web site has. */
const workplaces = /^(?:\.[\w.-]+|documents|desktop|downloads|library|projects?|proj|src|source|sources|dev|devel|development|work|workspaces?|code|coding|git|github|gitlab|repos?|go|rust|tmp|opensource|oss|appdata|sites|programming|programs|node_modules|www|bin|local)$/i;
const sourceFile = /\.(?:[cm]?[jt]sx?|map|json|c|cc|cpp|h|hpp|rs|go|py|rb|java|kt|cs|swift|m|mm|o|a|so|node|css|scss|vue|svelte|sh|pdb)$/i;
/**
* Longest needle that Node looks for with one plain scan. For a longer one it builds a table, which on code is three times slower, so
* that only the beginning is looked for and the rest compared.
*/
const quickNeedle = 6;
function needleOf(text) {
	const bytes = Buffer.from(text);
	return {
		bytes,
		quick: bytes.subarray(0, quickNeedle)
	};
}
const users = needleOf("Users");
const home = needleOf("/home/");
const encodedHome = needleOf("Fhome");
const containers = needleOf("/workspaces/");
const homes = [
	users,
	home,
	encodedHome
];
function ownFolder(path) {
	const needle = needleOf(path);
	return {
		...needle,
		isBelowHomes: homes.some(({ bytes }) => needle.bytes.includes(bytes))
	};
}
const nothing$1 = {
	count: 0,
	first: null,
	workTrees: /* @__PURE__ */ new Map()
};
/** Bytes looked at behind a name, and before it for a word that makes it an example. */
const reach = 160;
const exampleReach = 200;
const exampleWords = /\be\.g\.|\bi\.e\.|example|for instance|such as|\/\/\s?=>/i;
/** Repositories told apart in one file. */
const mostWorkTrees = 1e3;
/** Searches the bytes of one file. Cost: four scans for fixed bytes, one more for each own folder elsewhere, and a bounded look at each hit. */
function machinePathsIn(bytes, search) {
	const isThere = ({ quick }) => bytes.includes(quick);
	if (!homes.some(isThere) && !search.own.some(isThere) && (search.ownOnly || !isThere(containers))) return nothing$1;
	const found = new Found(bytes, search);
	eachHit(bytes, users, (at) => found.account(at, at + users.bytes.length, false));
	eachHit(bytes, home, (at) => found.account(at + 1, at + 5, true));
	eachHit(bytes, encodedHome, (at) => found.account(at + 1, at + 5, true));
	for (const path of search.own) if (!path.isBelowHomes) eachHit(bytes, path, (at) => found.own(at));
	if (!search.ownOnly) eachHit(bytes, containers, (at) => found.container(at, at + containers.bytes.length));
	return found;
}
/** Whether an account names somebody, by the lists above. */
function namesSomebody(account) {
	const name = account.toLowerCase();
	return name.length > 1 && !nobody.has(name) && !/^[\d._-]+$/.test(name) && !/^(.)\1+$/.test(name);
}
function eachHit(bytes, { bytes: whole, quick }, visit) {
	for (let at = bytes.indexOf(quick); at !== -1; at = bytes.indexOf(quick, at + quick.length)) if (isAt(bytes, at, whole)) visit(at);
}
function isAt(bytes, at, text) {
	if (at + text.length > bytes.length) return false;
	for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
	return true;
}
var Found = class {
	count = 0;
	first = null;
	workTrees = /* @__PURE__ */ new Map();
	#bytes;
	#search;
	constructor(bytes, search) {
		this.#bytes = bytes;
		this.#search = search;
	}
	/** One of this build's own paths may begin here. */
	own(at) {
		const isOwn = !isNamePart(this.#bytes[at - 1]) && this.#search.own.some(({ bytes }) => isAt(this.#bytes, at, bytes) && isEnd(this.#bytes, at + bytes.length));
		if (isOwn) this.#add(at);
		return isOwn;
	}
	/** `Users` or `home` lies between the two offsets. */
	account(from, to, isHome) {
		const before = separatorBefore(this.#bytes, from);
		if (before === null || this.#bytes[to] !== before.charCodeAt(0)) return;
		const begin = rootOf(this.#bytes, from - before.length, before);
		if (begin === null || this.own(begin) || this.#search.ownOnly) return;
		const rest = this.#bytes.toString("latin1", to, to + reach);
		if (!rest.startsWith(before)) return;
		const steps = rest.slice(before.length).split(before);
		const [name = "", next = ""] = steps;
		if (!/^[\w.\x80-\xff-]{1,40}$/.test(name) || !/^[\w.@+~\x80-\xff-]/.test(next)) return;
		const job = jobRepository(steps);
		if (job !== null) this.#addWorkTree(job, begin);
		if (!namesSomebody(name)) return;
		if (isHome && !looksLikeHome(steps)) return;
		const context = this.#bytes.toString("latin1", Math.max(0, begin - exampleReach), begin);
		if (!exampleWords.test(context)) this.#add(begin);
	}
	container(at, to) {
		if (rootOf(this.#bytes, at, "/") === null) return;
		const name = /^[\w.-]{1,100}/.exec(this.#bytes.toString("latin1", to, to + 101))?.[0];
		if (name === void 0) return;
		this.#addWorkTree(name, at);
	}
	#addWorkTree(repository, at) {
		const known = this.workTrees.get(repository);
		if (known === void 0) {
			if (this.workTrees.size < mostWorkTrees) this.workTrees.set(repository, {
				count: 1,
				first: {
					at,
					text: this.#textAt(at)
				}
			});
			return;
		}
		known.count++;
		if (at < known.first.at) known.first = {
			at,
			text: this.#textAt(at)
		};
	}
	#add(at) {
		this.count++;
		if (this.first === null || at < this.first.at) this.first = {
			at,
			text: this.#textAt(at)
		};
	}
	/** The path up to what ends a string or a word. */
	#textAt(at) {
		const text = this.#bytes.toString("utf8", at, at + reach);
		return /^(?:[A-Za-z]:)?[^\s"'`<>|;:,()[\]{}\0-\x1f\ufffd]*/.exec(text)?.[0] ?? "";
	}
};
/** The separator that ends at the offset: plain, escaped as in JSON, or percent-encoded. */
function separatorBefore(bytes, at) {
	const last = bytes[at - 1];
	if (last === 47) return bytes[at - 2] === 92 ? "\\/" : "/";
	if (last === 92) return bytes[at - 2] === 92 ? "\\\\" : "\\";
	const three = bytes.toString("latin1", at - 3, at);
	return at >= 3 && /^%(?:2F|5C)$/i.test(three) ? three : null;
}
/** Where the absolute path begins whose first separator is at the offset; null when it is only a part of another path or address. */
function rootOf(bytes, at, separator) {
	const before = bytes.toString("latin1", Math.max(0, at - 12), at);
	const drive = /(?:^|[^A-Za-z0-9])([A-Za-z](?::|%3A))$/i.exec(before)?.[1];
	if (drive !== void 0) return at - drive.length;
	if (separator.startsWith("\\") && separator !== "\\/") return null;
	if (before.endsWith("/")) return before.endsWith("://") ? at : null;
	if (/%3A%2F%2F$/i.test(before)) return at;
	if (/-[IL]$/.test(before)) return at;
	if (/\\[nrt"]$/.test(before)) return at;
	return isNamePart(bytes[at - 1]) ? null : at;
}
/** The folder that is spelled up to the offset ends there: its name does not go on. */
function isEnd(bytes, at) {
	return !isNamePart(bytes[at]) || /^%(?:2F|5C)$/i.test(bytes.toString("latin1", at, at + 3));
}
/** A byte that goes on with a name, so that the path does not begin or end here. */
function isNamePart(byte) {
	if (byte === void 0) return false;
	return /[\w.\-)}\]%$~@*+]/.test(String.fromCharCode(byte));
}
/** The repository of `runner/work/REPOSITORY/REPOSITORY`, the work tree of a job on GitHub's machines; null for another path. */
function jobRepository([name, work, repository = "", again = ""]) {
	if (name !== "runner" || work !== "work" || repository === "") return null;
	const ends = !isNamePart(again.charCodeAt(repository.length) || void 0);
	return again.startsWith(repository) && ends ? repository : null;
}
/** Web sites have pages below `/home/` as well: a home is known by what people keep there. */
function looksLikeHome([, next = "", ...deeper]) {
	const [name = ""] = next.split(/[^\w.@+~-]/, 1);
	if (workplaces.test(name) || sourceFile.test(name)) return true;
	if (name !== next) return false;
	const ends = deeper.findIndex((step) => /[^\w.@+~-]/.test(step));
	return (ends === -1 ? deeper : deeper.slice(0, ends + 1)).some((step) => {
		const [word = ""] = step.split(/[^\w.@+~-]/, 1);
		return sourceFile.test(word) || word === "node_modules" || word === "src";
	});
}

// src/rules/machine-path.ts
const fix$5 = "Build with relative paths: `sourceRoot` and `sources` of maps, `absWorkingDir` of esbuild, `context` of webpack, `-ffile-prefix-map` of compilers, `--remap-path-prefix` of Rust. Then pack again.";
const machinePath = defineRule({
	id: "machine-path",
	title: "Paths of the machine that built it",
	catches: "Absolute paths of this build's own home and work tree, and homes with somebody's name: `/Users/NAME/\u2026`, `/home/NAME/\u2026`, `C:\\Users\\NAME\\\u2026`, also escaped as in JSON, percent-encoded and in `file:` addresses; work trees of this package or its repository on GitHub's machines (`/home/runner/work/REPO/REPO`) and in development containers (`/workspaces/NAME`). In any file, binaries and source maps included, and in file names; one finding a file, with the number of paths and the first place. Left alone: names that stand for anyone (user, username, foo, jane), accounts of images and build services (runner, ubuntu, web_user), `/root`, routes of web sites below `/home/`, what `e.g.` or `example` introduces, and documentation, where only this build's own paths count.",
	incident: "wrangler 4.86.0 ships 3,516 paths of its build machine (`/Users/runner/work/workers-sdk/\u2026`) in a metafile and three more in its code. serialport 2.0.2 spells out a developer's home in 11 files, http-proxy 1.17.0 in its coverage data.",
	fix: fix$5,
	options: noOptions,
	start: ({ source }) => {
		const folders = ownFolders(source.machinePaths);
		const seen = [];
		const inWorkTrees = [];
		return {
			entry(entry) {
				if (entry.kind !== "file") return [];
				const bytes = textBytes(entry) ?? entry.content;
				const search = {
					own: folders,
					ownOnly: isDocumentation(entry.path)
				};
				const found = machinePathsIn(bytes, search);
				if (found.count === 0 && found.workTrees.size === 0) return [];
				const positionOf = placesIn(entry, bytes);
				if (found.first !== null) seen.push({
					path: entry.path,
					count: found.count,
					...positionOf(found.first)
				});
				for (const [name, { count: times, first }] of found.workTrees) inWorkTrees.push({
					name,
					path: entry.path,
					count: times,
					...positionOf(first)
				});
				return [];
			},
			*tarball({ manifest, entries }) {
				const own = repositoryNames(manifest);
				const known = /* @__PURE__ */ new Set();
				for (const one of [...seen, ...inWorkTrees.filter(({ name }) => own.has(name))]) {
					if (known.has(one.path)) continue;
					known.add(one.path);
					yield problemOf$1(one);
				}
				for (const { path, kind } of entries) {
					if (kind === "directory" || known.has(path) || !isMachineName(path)) continue;
					known.add(path);
					yield {
						path,
						message: "its own name holds a path of the machine that built it",
						fix: "Delete it; a build wrote it into a folder that ships."
					};
				}
			}
		};
	}
});
/** What the folder of a work tree is called: the package's name without its scope, or its repository's. */
function repositoryNames({ name, repository }) {
	const address = isRecord(repository) ? repository.url : repository;
	const last = typeof address === "string" ? /([^/:]+?)(?:\.git)?\/?(?:#.*)?$/.exec(address.slice(-300))?.[1] : void 0;
	return /* @__PURE__ */ new Set([name.slice(name.indexOf("/") + 1), ...last === void 0 ? [] : [last]]);
}
function problemOf$1({ path, text, count: times, where, line }) {
	const what = `${count(times, "path")} of the machine that built it${where}: \`${shown$1(text)}\``;
	return {
		path,
		...line === null ? {} : { line },
		message: what,
		fix: fix$5
	};
}
/** Line and column mean nothing in a binary file. */
function placesIn(entry, bytes) {
	return ({ at, text }) => {
		if (!entry.isText) return {
			text,
			where: "",
			line: null
		};
		const { line, column } = positionsIn(bytes)(at);
		return {
			text,
			where: `, first at line ${line}, column ${column}`,
			line
		};
	};
}
/** Made once for all packages of a run, which have the same paths. */
const known = /* @__PURE__ */ new WeakMap();
function ownFolders(paths) {
	const folders = known.get(paths) ?? spellings(paths);
	known.set(paths, folders);
	return folders;
}
/**
* This build's folders as files spell them. A folder that many machines have (`/root`, `/home/runner`, `/app`) tells nothing and is
* found where it means nothing.
*/
function spellings(paths) {
	const written = paths.filter((path) => {
		const steps = path.split(/[\\/]/).filter((step) => step !== "" && !/^[A-Za-z]:$/.test(step));
		const [top = "", name = ""] = steps;
		if (steps.length < 2) return false;
		return !(steps.length === 2 && /^(?:users|home)$/i.test(top) && !namesSomebody(name));
	}).flatMap((path) => [
		path,
		path.replaceAll("\\", "\\\\"),
		path.replaceAll("\\", "/"),
		path.replace(/[\\/]/g, "\\/"),
		encodeURIComponent(path)
	]);
	return [...new Set(written)].sort((a, b) => b.length - a.length).map(ownFolder);
}
/** A tool that mirrors absolute paths below its own folder, as node-gyp's `.deps/Users/jane/\u2026`. */
function isMachineName(path) {
	const [, top = "", name = "", next = ""] = /(?:^|\/)(?:\.[^/]+|_|root|[A-Za-z]:?)\/(Users|home)\/([^/]+)\/([^/]+)/.exec(path.slice(0, 4096)) ?? [];
	return top !== "" && next !== "" && namesSomebody(name);
}

// src/rules/manifest-mismatch.ts
/** Compared entry by entry. devDependencies are nobody's business but the developers', and managers drop them. */
const DEPENDENCIES = [
	"dependencies",
	"optionalDependencies",
	"peerDependencies"
];
/** The scripts that run on install; pnpm and yarn drop others, which is fine. */
const SCRIPTS = [
	"preinstall",
	"install",
	"postinstall"
];
/** Compared as a whole: what the registry tells installers, and what decides which file is loaded. */
const WHOLE = [
	"peerDependenciesMeta",
	"bundleDependencies",
	"bin",
	"directories",
	"engines",
	"os",
	"cpu",
	"libc",
	"gypfile",
	"type",
	"main",
	"module",
	"browser",
	"types",
	"typings",
	"exports",
	"imports"
];
const manifestMismatch = defineRule({
	id: "manifest-mismatch",
	title: "The registry would be told another manifest",
	catches: "Differences between the package.json in the tarball and the one that lies in the folder after packing, in dependencies, peer and optional dependencies, install scripts, bin, engines, os, cpu and the entry points: `npm publish` of the folder reads it again and sends it to the registry. Left alone: `workspace:`, `catalog:` and `jsr:` ranges that the packer rewrote, fields that `publishConfig` replaces, devDependencies, every other script, packages that move their root with `publishConfig.directory`, and a ready tarball, which has no folder beside it. Name and version that differ cannot be judged at all.",
	incident: "doc-detective 4.6.0-next.5 (2026-06-03) removed its `optionalDependencies` in prepack: the tarball had none, the registry still announced twelve, and every install fetched them. radium 0.18.2 (2017) did the same with `dependencies`.",
	fix: "Publish the judged tarball itself (`npm publish ./name-1.0.0.tgz`), or let no pack script change package.json.",
	options: noOptions,
	start: (context) => ({ *tarball(tarball) {
		const text = context.source.manifestText;
		if (text === null) return;
		let folder;
		try {
			folder = parseManifest(text);
		} catch (error) {
			yield {
				path: "package.json",
				message: `package.json in the folder ${error instanceof Error ? error.message : String(error)} after packing, so that it cannot be compared with the packed one`,
				fix: "Look at what the pack scripts do to package.json."
			};
			return;
		}
		const publishConfig = isRecord(folder.publishConfig) ? folder.publishConfig : {};
		if (typeof publishConfig.directory === "string") return;
		yield* dependencyDifferences(tarball.manifest, folder);
		yield* scriptDifferences(tarball.manifest, folder);
		for (const field of WHOLE) {
			const packed = comparable(tarball.manifest, field);
			if (same(field, packed, comparable(folder, field))) continue;
			if (Object.hasOwn(publishConfig, field)) {
				if (same(field, packed, comparable({
					...folder,
					[field]: publishConfig[field]
				}, field))) continue;
			}
			yield difference(field, tarball.manifest[field], folder[field]);
		}
	} })
});
function* dependencyDifferences(packed, folder) {
	for (const field of DEPENDENCIES) {
		const inTarball = stringsOf(packed[field]);
		const inFolder = stringsOf(folder[field]);
		for (const name of /* @__PURE__ */ new Set([...inTarball.keys(), ...inFolder.keys()])) {
			const [one, other] = [inTarball.get(name), inFolder.get(name)];
			if (one === other || isRewritten(one, other)) continue;
			yield difference(`${field}.${name}`, one, other);
		}
	}
}
/** A packer may replace its own protocol by a range; what it puts there is judged by local-dependency. */
function isRewritten(packed, folder) {
	return packed !== void 0 && /^(?:workspace|catalog|jsr):/.test(folder ?? "");
}
function* scriptDifferences(packed, folder) {
	const inTarball = stringsOf(packed.scripts);
	const inFolder = stringsOf(folder.scripts);
	for (const event of SCRIPTS) {
		const [one, other] = [inTarball.get(event), inFolder.get(event)];
		if ((one || void 0) !== (other || void 0)) yield difference(`scripts.${event}`, one, other);
	}
}
/** A field in the one form that means the same: commands by name, paths without `./`, the older spelling of bundleDependencies. */
function comparable(manifest, field) {
	if (field === "bin") return binsOf(manifest).map(({ command, path }) => [command, path]).sort();
	if (field === "bundleDependencies") return manifest.bundleDependencies ?? manifest.bundledDependencies;
	const value = manifest[field];
	return typeof value === "string" ? value.replace(/^\.\//, "") : value;
}
/** The order of keys decides which condition of exports and imports is taken, and means nothing elsewhere. */
function same(field, one, other) {
	if (field === "exports" || field === "imports") return JSON.stringify(one) === JSON.stringify(other);
	return isDeepStrictEqual(one, other);
}
function difference(field, packed, folder) {
	return {
		path: "package.json",
		field,
		message: `is ${spell(packed)} in the tarball and ${spell(folder)} in the folder after packing, which is what \`npm publish\` of the folder would tell the registry`,
		fix: "Publish the judged tarball itself, or let no pack script (prepack, postpack) change package.json."
	};
}
function spell(value) {
	return value === void 0 ? "absent" : shown$1(JSON.stringify(value));
}

// src/magic/media.ts
/** Brands of ISO media files (`ftyp`) that are no video. @see https://mp4ra.org/registered-types/brands */
const brands = /* @__PURE__ */ new Map([
	["avif", "AVIF image"],
	["avis", "AVIF image"],
	["heic", "HEIC image"],
	["heix", "HEIC image"],
	["mif1", "HEIF image"],
	["M4A ", "M4A audio"],
	["M4B ", "M4A audio"],
	["qt  ", "QuickTime video"]
]);
const riff = /* @__PURE__ */ new Map([
	["WEBP", "WebP image"],
	["WAVE", "WAV audio"],
	["AVI ", "AVI video"]
]);
/** Fixed first bytes, as Latin-1 text. */
const starts = [
	["\u0089PNG\r\n\n", "PNG image"],
	["\u00ff\u00d8\u00ff", "JPEG image"],
	["GIF87a", "GIF image"],
	["GIF89a", "GIF image"],
	["8BPS\0", "Photoshop document"],
	["II*\0", "TIFF image"],
	["MM\0*", "TIFF image"],
	["\0\0\0\fjP  \r\n\u0087\n", "JPEG 2000 image"],
	["\0\0\0\fJXL \r\n\u0087\n", "JPEG XL image"],
	["E\u00df\u00a3", "WebM or Matroska video"],
	["OggS", "Ogg audio or video"],
	["ID3", "MP3 audio"],
	["fLaC", "FLAC audio"],
	["MThd", "MIDI audio"],
	["FLV", "Flash video"],
	["0&\u00b2u\u008ef\u00cf", "Windows Media"],
	["\0\0\u00ba", "MPEG video"],
	["\0\0\u00b3", "MPEG video"],
	["%PDF-", "PDF document"]
];
const startsByFirstByte = /* @__PURE__ */ new Map();
for (const start of starts) {
	const first = start[0].charCodeAt(0);
	startsByFirstByte.set(first, [...startsByFirstByte.get(first) ?? [], start]);
}
/** Pictures, sound, films and documents that only a reader looks at; null for all else, fonts and models among it. */
function mediaKind(bytes) {
	for (const [mark, says] of startsByFirstByte.get(bytes[0] ?? -1) ?? []) if (hasText(bytes, 0, mark)) return says;
	if (hasText(bytes, 0, "RIFF")) return riff.get(bytes.toString("latin1", 8, 12)) ?? null;
	if (hasText(bytes, 0, "FORM") && hasText(bytes, 8, "AIF")) return "AIFF audio";
	if (hasText(bytes, 0, "BM") && bytes.length > 26 && bytes.readUInt32LE(2) === bytes.length) return "BMP image";
	if (hasText(bytes, 4, "ftyp")) return brands.get(bytes.toString("latin1", 8, 12)) ?? "MP4 video";
	if (hasText(bytes, 4, "moov") || hasText(bytes, 4, "mdat")) return "QuickTime video";
	return isMp3(bytes) ? "MP3 audio" : null;
}
/** Bit rates of MPEG 1, layer III, in kbit/s. */
const bitRates = [
	0,
	32,
	40,
	48,
	56,
	64,
	80,
	96,
	112,
	128,
	160,
	192,
	224,
	256,
	320,
	0
];
const sampleRates = [
	44100,
	48e3,
	32e3,
	0
];
function isMp3(bytes) {
	const first = bytes[0] ?? 0;
	const second = bytes[1] ?? 0;
	const third = bytes[2] ?? 0;
	if (first !== 255 || (second & 254) !== 250) return false;
	const rate = (bitRates[third >> 4] ?? 0) * 1e3;
	const samples = sampleRates[third >> 2 & 3] ?? 0;
	if (rate === 0 || samples === 0) return false;
	const next = Math.floor(144 * rate / samples) + (third >> 1 & 1);
	return bytes[next] === 255 && (bytes[next + 1] ?? 0) === second;
}

// src/rules/media.ts
/** Bytes, when the policy names no size. */
const standard = 1e6;
const media = defineRule({
	id: "media",
	title: "Large picture, sound or film",
	catches: "Pictures (PNG, JPEG, GIF, WebP, AVIF, HEIC, TIFF, BMP, Photoshop), sound, films and PDF documents over a size, told by their bytes under any name. Every install of every consumer downloads them; a README shows them as well from the repository. Left alone: those up to the size of the option `over` (1 MB unless it says otherwise), fonts, 3D models.",
	incident: "angular-leaflet-directive 0.8.5 ships one picture of its architecture twice below `dist/`, 725 kB each, beside photographs of its examples: nothing that its users load. With `over: 500 kB` the gate names both.",
	fix: "Keep it in the repository and link to it there, or make it smaller. If it is part of the product, raise the size: `media: { level: warn, over: 5 MB }`.",
	options: new RuleOptions({}, ({ z, size }) => z.strictObject({ over: size.optional().describe("Largest size that is left alone; 1 MB when it is not given.") })),
	start: ({ options }) => {
		const over = options.over ?? standard;
		return { entry({ kind, path, content }) {
			const what = kind === "file" && content.length > over ? mediaKind(content) : null;
			if (what === null) return [];
			return [{
				path,
				message: `${what} of ${size(content.length)}, more than ${size(over)}`
			}];
		} };
	}
});

// src/rules/missing-file.ts
const fix$4 = "Build before packing (`prepack`), and see that `files` of package.json lets the file in; or take the line out of `require`.";
const missingFile = defineRule({
	id: "missing-file",
	title: "Required file that is not there",
	catches: "Every entry of the policy's `require`, a path or a glob, that no file of the tarball matches. Left alone: links and directory entries do not count as files.",
	incident: "node-threadpool 1.5.5 (2018) was published without its `dist` folder, so that nothing could load it: the build had not run before packing.",
	fix: fix$4,
	options: noOptions,
	start: ({ policy }) => ({ *tarball({ entries }) {
		const files = entries.filter(({ kind }) => kind === "file").map(({ path }) => path);
		for (const { value, at } of policy.require) {
			if (files.some(compileGlobs([value]))) continue;
			const isPath = !/[*?[{]|\/$/.test(value);
			const twin = isPath ? files.find((path) => path.toLowerCase() === value.toLowerCase()) : void 0;
			const message = isPath ? `is required by the policy and is not in the tarball${twin === void 0 ? "" : `, which has \`${twin}\` in other letter case`}` : `no file in the tarball matches \`${value}\`, which the policy requires`;
			yield {
				...isPath && { path: value },
				message,
				...at && { at },
				fix: fix$4
			};
		}
	} })
});

// src/rules/missing-license.ts
/** `LICENSE`, `LICENCE.md`, `LICENSE-MIT`, `MIT-LICENSE.txt`, `COPYING`, `UNLICENSE` at the root, and the files of REUSE in `LICENSES/`. */
const licenseFile = /^(?:(?:[\w.]+[-_.])?licen[cs]es?(?:[-_.][^/]*)?|copying(?:[-_.][^/]*)?|unlicense(?:\.[^/]*)?|licenses\/.+)$/i;
const fix$3 = "Put a LICENSE file beside package.json; in a workspace a copy of the root's, for npm does not take it from there.";
const missingLicense = defineRule({
	id: "missing-license",
	title: "No license file",
	catches: "A tarball without a license text at its root (LICENSE, LICENCE, COPYING and their variants, or a `LICENSES/` folder), or with an empty one. Left alone: `\"license\": \"UNLICENSED\"`, which grants nothing, and the file that `\"SEE LICENSE IN \u2026\"` names.",
	incident: "codemirror 5.14.0 (April 2016) and eslint-module-utils 2.2.0 (2018) came without the license that their repositories have, and companies that may not use unlicensed code could not install them.",
	fix: fix$3,
	options: noOptions,
	start: () => ({ *tarball({ manifest, entries }) {
		const { license } = manifest;
		if (license === "UNLICENSED") return;
		const named = licenseNamed(manifest);
		if (entries.filter(({ kind, size }) => kind === "file" && size > 0).some(({ path }) => path === named || licenseFile.test(path))) return;
		const stated = typeof license === "string" && license.length <= 60 ? `; package.json says \`${license}\`` : "";
		const message = named === null ? `the tarball holds no license text${stated}` : `\`license\` names the file \`${named}\`, and the tarball does not hold it`;
		yield {
			...license !== void 0 && { field: "license" },
			message,
			fix: fix$3
		};
	} })
});
/** The file of `SEE LICENSE IN <file>`. @see https://docs.npmjs.com/cli/configuring-npm/package-json#license */
function licenseNamed({ license }) {
	const [, file] = typeof license === "string" && /^SEE LICEN[CS]E IN (\S.*)$/.exec(license) || [];
	return file === void 0 ? null : file.replace(/^(?:\.?\/)+/, "");
}

// src/rules/missing-readme.ts
const fix$2 = "Put a README.md beside package.json; every packer adds it.";
const missingReadme = defineRule({
	id: "missing-readme",
	title: "No README",
	catches: "A tarball without a README at its root, in any letter case and with any ending, or with an empty one: the registry's page of the package stays blank.",
	incident: "pkg was published without its README in May 2017; babel-plugin-add-module-exports was reported without one in April 2017.",
	fix: fix$2,
	options: noOptions,
	start: () => ({ *tarball({ entries }) {
		if (entries.some(({ path, kind, size }) => kind === "file" && size > 0 && /^readme(?:\.[^/]*)?$/i.test(path))) return;
		yield {
			message: "the tarball holds no README",
			fix: fix$2
		};
	} })
});

// src/rules/native-binary.ts
const kinds$1 = {
	executable: "a native executable",
	library: "a native library",
	object: "native object code",
	core: "a core dump",
	symbols: "debug symbols"
};
const nativeBinary = defineRule({
	id: "native-binary",
	title: "Native program or library",
	catches: "Compiled code, by its header and under any name: ELF, Mach-O (fat ones too), PE, .NET assemblies, static libraries, and Node.js addons (`*.node`); with the operating system and the processors it is for. Nobody can review it, and it runs on those platforms only. Left alone: WebAssembly, Java classes, core dumps (core-dump) and what the option `allow` lists (`native-binary: { allow: [prebuilds/**] }`).",
	incident: "react-grid-layout 1.5.3 shipped `ip_fetcher`, a program for macOS on arm64 from somebody's desk, with its C source. In eslint-config-prettier's compromise (July 2025) the payload was `node-gyp.dll`.",
	fix: "Delete it if it strayed in. If it belongs to the package, list it in the policy: `native-binary: { allow: [prebuilds/**] }`.",
	options: new RuleOptions({}, ({ z, glob }) => z.strictObject({ allow: z.array(glob).optional().describe("Globs over the paths in the tarball: native code that is meant to ship.") })),
	start: ({ options, policy }) => {
		const allowed = compileGlobs(options.allow ?? []);
		const isLeftover = leftoverClaims(policy);
		return { entry({ kind, path, content, isText }) {
			if (kind !== "file") return [];
			const program = programOf(content);
			const isAddon = /\.node$/i.test(path) && content.length > 0;
			if (program === null ? !isAddon || isText : program.kind === "core" || program.kind === "symbols") return [];
			if (allowed(path) || isLeftover(path)) return [];
			const glob = globLike(path);
			const globs = [...options.allow ?? [], glob].map((each) => JSON.stringify(each)).join(", ");
			return [{
				path,
				message: program === null ? unknownAddon : described(program, isAddon),
				fixWith: (leavingOut) => `${leavingOut} Or, if it is meant to ship, ${belowKey("rules", policy.file)}: \`native-binary: { allow: [${globs}] }\`.`
			}];
		} };
	}
});
/**
* A glob for all builds of one addon: the whole of `prebuilds`, which holds nothing else, or the path alone, because anywhere else a
* stray binary could lie beside it.
* @see https://github.com/prebuild/prebuildify (its folder is the one in which node-gyp-build looks)
*/
function globLike(path) {
	const folder = /^(?:.*\/)?prebuilds\//.exec(path)?.[0];
	return folder === void 0 ? globFor(path) : `${globFor(folder.slice(0, -1))}/**`;
}
const unknownAddon = "a Node.js addon by its name, in a format that is not known";
function described({ kind, os, cpus, format }, isAddon) {
	const platform = [os, cpus.join(" and ")].filter(Boolean).join(" ");
	const what = format === "static library" ? "a static library" : isAddon ? "a Node.js addon" : kinds$1[kind];
	const notes = format === "static library" ? "" : ` (${format})`;
	return `${what}${platform === "" ? "" : ` for ${platform}`}${notes}`;
}

// src/magic/zip.ts
/** Bytes of the end record, behind which a comment may stand. */
const endLength = 22;
const longestComment = 65535;
const endRecord = Buffer.from("PK", "latin1");
const localRecord = "PK";
/** What stands for the files that no list of the archive tells for sure. */
const unlisted = {
	path: "",
	size: 0,
	content: null
};
/** The last record behind which its own comment has room; null when there is none. */
function zipEnd(bytes) {
	const from = Math.max(0, bytes.length - longestComment - endLength);
	const tail = bytes.subarray(from);
	let last = null;
	let at = null;
	let isOnly = true;
	for (let place = tail.lastIndexOf(endRecord); place >= 0;) {
		last ??= place;
		const behind = place + endLength <= tail.length ? place + endLength + tail.readUInt16LE(place + 20) : 1e400;
		if (behind <= tail.length) {
			if (place < last && behind > last) isOnly = false;
			at ??= place;
		}
		place = place === 0 ? -1 : tail.lastIndexOf(endRecord, place - 1);
	}
	return at === null ? null : {
		at: from + at,
		isOnly
	};
}
/**
* The files of a zip by its central directory. A file that is encrypted, or packed in another way than deflate, has a name and no
* content; so has one that does not unpack to the size that it claims, and one with more behind its end. A last one without a name
* says that readers may see other files: those that go by the directory, by its size, by the records of the larger format, or from
* one file to the next without any directory.
* @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
*/
function* zipMembers(bytes, budget) {
	const reader = new Reader(bytes, true);
	const found = zipEnd(bytes);
	if (found === null) {
		yield unlisted;
		return;
	}
	const { at: end, isOnly } = found;
	const shift = Math.max(0, end - reader.u32(end + 12) - reader.u32(end + 16));
	const directory = reader.u32(end + 16) + shift;
	const ranges = [{
		start: directory,
		end: bytes.length
	}];
	let isCertain = isOnly && !hasLargerRecord(reader, end);
	let at = directory;
	let left = reader.u16(end + 10);
	for (; left > 0 && reader.u32(at) === 33639248; left--) {
		const packed = reader.u32(at + 20);
		const size = reader.u32(at + 24);
		const nameLength = reader.u16(at + 28);
		const path = bytes.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
		const local = reader.u32(at + 42) + shift;
		const start = local + 30 + reader.u16(local + 26) + reader.u16(local + 28);
		const data = bytes.subarray(start, start + packed);
		ranges.push({
			start: local,
			end: start + packed
		});
		const isThere = hasText(bytes, local, localRecord);
		if (isThere && !isSameFile(reader, at, local)) isCertain = false;
		const isEncrypted = (reader.u16(at + 8) & 1) !== 0;
		if (!path.endsWith("/")) yield {
			path,
			size,
			content: isEncrypted || !isThere ? null : unpacked(data, reader.u16(at + 10), size, budget)
		};
		at += 46 + nameLength + reader.u16(at + 30) + reader.u16(at + 32);
	}
	if (left > 0 || at !== end || !isCertain || hasFileBetween(bytes, ranges)) yield unlisted;
}
/** What a file's own record and the directory's say of it: name, method, and size where the own record knows it. */
function isSameFile(reader, listed, local) {
	const { bytes } = reader;
	const length = reader.u16(listed + 28);
	const [listedName, localName] = [listed + 46, local + 30];
	const knowsSize = (at) => reader.u32(at) !== 4294967295 && reader.u32(at) !== 0;
	return reader.u16(local + 26) === length && bytes.compare(bytes, listedName, listedName + length, localName, localName + length) === 0 && reader.u16(local + 8) === reader.u16(listed + 10) && (!knowsSize(local + 18) || reader.u32(local + 18) === reader.u32(listed + 20));
}
/** The locator of zip64's end record, which some readers follow whatever the other one says. Writers need it only for what is not read here. */
function hasLargerRecord({ bytes }, end) {
	return hasText(bytes, end - 20, "PK\x07");
}
/** A file, the end of an archive without any, and the marks of one that was cut into volumes. */
const archiveStarts = [
	localRecord,
	"PK",
	"PK00",
	"PK\x07\b"
];
/** The record of a file outside of all that the directory lists: whoever reads the archive as a stream sees it. */
function hasFileBetween(bytes, ranges) {
	const sorted = ranges.toSorted((one, other) => one.start - other.start);
	const first = sorted[0]?.start ?? 0;
	const front = bytes.subarray(0, first);
	if ([
		localRecord,
		"PK",
		"PK"
	].every((record) => front.includes(record, 0, "latin1"))) return true;
	let end = archiveStarts.some((record) => hasText(bytes, 0, record)) ? 0 : first;
	for (const range of sorted) {
		if (range.start > end && bytes.subarray(end, range.start).includes(localRecord, 0, "latin1")) return true;
		end = Math.max(end, range.end);
	}
	return false;
}
function unpacked(data, method, size, budget) {
	if (method === 0) return data.length === size && budget.take(size) ? data : null;
	if (method !== 8 || !budget.take(size)) return null;
	try {
		return wholeOf(inflateRawSync(data, {
			maxOutputLength: Math.max(1, size),
			info: true
		}), data.length);
	} catch {
		return null;
	}
}
/** What was unpacked, when that took all of the bytes: behind an early end there is room for a file that only a stream's reader sees. */
function wholeOf(given, packed) {
	if (!("buffer" in given && "engine" in given)) throw new Error("zlib gives no account of what it read");
	const { buffer, engine } = given;
	const read = typeof engine === "object" && engine !== null && "bytesWritten" in engine && engine.bytesWritten;
	return Buffer.isBuffer(buffer) && read === packed ? buffer : null;
}

// src/magic/unpack.ts
/** Bytes that may still be unpacked and files looked at, for all archives of one tarball together, so that no bomb costs more than them. */
var Budget = class {
	#left;
	#files;
	constructor(bytes, files) {
		this.#left = bytes;
		this.#files = files;
	}
	get left() {
		return this.#left;
	}
	/** False, and nothing is taken, when that many are no longer there. */
	take(bytes) {
		if (bytes > this.#left) return false;
		this.#left -= bytes;
		return true;
	}
	/** False when no other file may be looked at: an empty one costs work as well. */
	takeFile() {
		if (this.#files === 0) return false;
		this.#files--;
		return true;
	}
};
/** Most bytes that one compressed file may unpack to. */
const mostUnpacked = 67108864;
/** The files of an archive, one level deep, or why there are none. A single compressed file has its own path without the ending. */
function unpack(path, bytes, kind, budget) {
	switch (kind.format) {
		case "tar": return tarMembers(bytes);
		case "zip": return zipMembers(bytes, budget);
		case "tar.gz": {
			const tar = within(bytes.length * deflateRatio, budget, (most) => gunzipSync(bytes, {
				maxOutputLength: most,
				finishFlush: constants$1.Z_SYNC_FLUSH
			}));
			return typeof tar === "string" ? tar : tarMembers(tar);
		}
		case "gzip": return single(path, within(bytes.length * deflateRatio, budget, (most) => gunzipSync(bytes, {
			maxOutputLength: most,
			finishFlush: constants$1.Z_SYNC_FLUSH
		})));
		case "brotli": return single(path, within(mostUnpacked, budget, (most) => brotliDecompressSync(bytes, {
			maxOutputLength: most,
			finishFlush: constants$1.BROTLI_OPERATION_FLUSH
		})));
		default: return "opaque";
	}
}
/** Deflate's best, by its format: no input can give more bytes than this many times its own. Brotli has no such bound. */
const deflateRatio = 1032;
/** What `inflate` gives, `longest` at most, or why it gives nothing: what finding out may have cost counts as well. */
function within(longest, budget, inflate) {
	const most = Math.min(mostUnpacked, budget.left);
	if (most === 0) return "too-large";
	try {
		const content = inflate(most);
		budget.take(content.length);
		return content;
	} catch (error) {
		budget.take(Math.min(most, longest));
		return isTooLarge(error) ? "too-large" : "broken";
	}
}
function single(path, content) {
	const name = path.replace(/\.(?:gz|br|z)$/i, "").replace(/\.svgz$/i, ".svg");
	return typeof content === "string" ? content : [{
		path: name,
		size: content.length,
		content
	}];
}

// src/rules/inside-archive.ts
/** Credentials of one archive that are told one by one. */
const mostTold = 20;
/**
* Shows the files of an archive to other rules, as if they were a package of their own, and tells what those find as problems of the
* archive's path in their name. `rules` that the policy switches off are not asked.
*/
var InsideArchive = class {
	#path;
	#running;
	#entries = [];
	#manifest = {
		name: "",
		version: ""
	};
	constructor(path, rules, policy) {
		this.#path = path;
		this.#running = rules.flatMap((rule) => {
			const setting = policy.rules.get(rule.id);
			if (setting === void 0 || setting.level === "off") return [];
			const context = {
				policy,
				options: setting.options,
				source: noSource,
				baseline: null
			};
			return [{
				rule,
				inspector: rule.start(context),
				problems: []
			}];
		});
	}
	/** `name@version` of the package.json that npm would put at the root; null when the archive has none. */
	get identity() {
		const { name, version } = this.#manifest;
		return name === "" ? null : `${name} ${version}`;
	}
	read(member) {
		const entry = entryOf(member);
		if (/^[^/!]+\/package\.json$/.test(member.path)) this.#manifest = manifestIn$1(entry) ?? this.#manifest;
		for (const { inspector, problems } of this.#running) problems.push(...inspector.entry?.(entry) ?? []);
		this.#entries.push(factsOf(entry));
	}
	/** Call once, after the last file. */
	conclude() {
		const tarball = this.#asTarball();
		return this.#running.flatMap(({ rule, inspector, problems }) => {
			problems.push(...inspector.tarball?.(tarball) ?? []);
			return problems.length === 0 ? [] : this.#told(rule, problems);
		});
	}
	/** A credential stands for itself, because a waiver can name it; the rest is one problem with the first place. */
	#told(rule, problems) {
		const marked = problems.filter(({ fingerprint }) => fingerprint !== void 0).slice(0, mostTold);
		const others = problems.filter((problem) => !marked.includes(problem));
		const told = marked.map((problem) => this.#outside(rule, problem, problem.message));
		const first = others.find(({ level }) => level === void 0) ?? others[0];
		if (first === void 0) return told;
		const more = others.length > 1 ? ` (and ${number$1(others.length - 1)} more in this archive)` : "";
		const { fix: _, fixWith: __, ...rest } = first;
		return [...told, this.#outside(rule, rest, `${first.message}${more}`)];
	}
	#outside(rule, { line: _, field: __, at: ___, path, ...problem }, message) {
		return {
			...problem,
			path: this.#path,
			inNameOf: rule,
			message: `in it ${path ?? "package.json"}: ${message}`
		};
	}
	#asTarball() {
		return {
			file: this.#path,
			integrity: "",
			shasum: "",
			packedSize: 0,
			unpackedSize: this.#entries.reduce((sum, { size }) => sum + size, 0),
			rootFolder: "",
			manifest: this.#manifest,
			manifestText: "{}",
			entries: this.#entries,
			irregularities: []
		};
	}
};
const nothing = Buffer.alloc(0);
function factsOf({ path, archivePath, kind, size, mode, linkTarget }) {
	return {
		path,
		archivePath,
		kind,
		size,
		mode,
		linkTarget
	};
}
function entryOf({ path, size, content }) {
	const bytes = content ?? nothing;
	let isText = null;
	let text = null;
	return {
		path,
		archivePath: path,
		kind: "file",
		size,
		mode: 420,
		linkTarget: null,
		content: bytes,
		get isText() {
			isText ??= looksLikeText(bytes);
			return isText;
		},
		text() {
			text ??= this.isText ? decodeText(bytes) : "";
			return text;
		}
	};
}
function manifestIn$1(entry) {
	try {
		return parseManifest(entry.text());
	} catch {
		return null;
	}
}

// src/rules/nested-archive.ts
/** Names of archives, which count where the bytes tell nothing, and which make a single compressed file an archive. */
const archives = ["*.{tgz,tar,tbz,tbz2,txz,zip,7z,rar,cab}", "*.tar.{gz,bz2,xz,zst,lz,br,Z}"];
/** Packages and programs of other worlds in the shape of an archive: perhaps the product, and opaque all the same. */
const foreign = [
	"*.{jar,war,ear,aar,apk,aab,ipa,whl,egg,vsix,crx,xpi,nupkg,snupkg,gem,deb,rpm,phar,appx,msix,asar,iso,dmg,pkg,conda}",
	"!gradle-wrapper.jar",
	"!maven-wrapper.jar"
];
/** Documents, models and arrays that happen to be a zip: the bytes are an archive, the thing is not. */
const documents = /(?:\.(?:docx|docm|dotx|xlsx|xlsm|xltx|pptx|pptm|potx|ppsx|vsdx|odt|ods|odp|odg|ott|epub|kmz|npz|3mf|usdz|lottie|sketch|kra|ora|xmind|pages|numbers|key|mscz|pt|pth|keras|gz|svgz|cbz|f3d|fla|swc|oxt|sb3|mxl)|(?:^|\/)(?:gradle|maven)-wrapper\.jar)$/i;
/** Behind data of another kind, a program or a script: the directory of a zip is at its end. */
const zipBehind = {
	format: "zip",
	says: "a zip archive behind other data",
	single: false
};
/** Brotli has no mark, only its name. */
const brotli = {
	format: "brotli",
	says: "a Brotli file",
	single: true
};
/** Endings of single compressed files, of which the bytes cannot tell whether a tar is in them. */
const singles = /\.(?:gz|svgz|br|zst|zstd|xz|lzma|bz2|lz|z)$/i;
/** A look at the end of the path that spares most of them the patterns. */
const perhapsNamed = /\.(?:t[a-z]{2}2?|zip|7z|rar|cab|gz|bz2|xz|zst|lz|br|Z)$/i;
const isArchiveName = compilePatterns([{
	owner: null,
	patterns: archives,
	anyCase: true
}]);
const isForeignName = compilePatterns([{
	owner: null,
	patterns: foreign,
	anyCase: true
}]);
/** Bytes unpacked of all archives of one tarball together. */
const budgetBytes = 268435456;
/** Files looked at in all archives of one tarball together, those of archives in them as well. */
const mostMembers = 1e5;
/** Archives in archives that are opened. */
const deepest$1 = 4;
/** The rule, given those rules that also look at the files inside an archive. */
function nestedArchiveRule(inside) {
	return defineRule({
		id: "nested-archive",
		title: "Archive inside the package",
		catches: `Archives by their bytes and under any name: tar, tar in gzip, zip, 7-Zip, RAR, cabinets, disk images, Electron's asar; first of all the package's own tarball of an earlier \`npm pack\`. By name where the bytes tell nothing, in any letter case: ${archives.map((pattern) => `\`${pattern}\``).join(", ")}. The gate looks into zip, tar, gzip and Brotli, four deep, and reports credentials, source maps, dumps, databases and what the policy forbids in there under those rules, at the archive's path: also where it minds no archive, in bundled dependencies, office documents, single compressed files and a zip behind a program. A warning only: packages of other worlds (\`.whl\`, \`.vsix\`, \`.jar\` and the like), an archive that \`files\` names by its exact path, fixtures of tests, zips with an ending of their own, and one of those that it does not mind when it could not look into all of it. Left alone, when it could: single compressed files (\`.gz\`, \`.br\`), which web servers want, office documents and other formats that are a zip only technically, Gradle's wrapper, and bundled dependencies; and \`.zst\`, into which it does not look.`,
		incident: "prettier 1.11.1 shipped a tarball of itself. @google/gemini-cli 0.1.13 shipped `dist/google-gemini-cli-0.1.12.tgz`, the release before; resolve-typescript-plugin 2.0.0 817 zips of yarn's cache.",
		fix: "Delete it, and pack into a folder outside the package (`npm pack --pack-destination`).",
		options: noOptions,
		alwaysRuns: true,
		start: ({ policy }) => {
			const isOn = ({ id }) => (policy.rules.get(id)?.level ?? "off") !== "off";
			if (policy.rules.get("nested-archive")?.level === "off" && !inside.some(isOn)) return {};
			const isLeftover = leftoverClaims(policy);
			const budget = new Budget(budgetBytes, mostMembers);
			const found = [];
			return {
				entry(entry) {
					const { kind, path, content } = entry;
					if (kind === "directory") return [];
					const archive = kind === "file" ? archiveIn(path, content) : null;
					const isText = kind === "file" && entry.isText;
					const verdict = judge$2(path, archive, kind === "file" ? content.length : 1, isText);
					if (verdict === null && archive === null || isLeftover(path)) return [];
					const looked = archive === null ? null : lookInside(path, content, archive);
					if (verdict === null && archive === brotli && looked === null) return [];
					found.push({
						path,
						verdict,
						details: [looked?.says, size(content.length)].filter(Boolean).join(", "),
						blind: looked?.blind ?? true,
						sealed: looked === null && archive?.single === true,
						inside: looked?.problems ?? []
					});
					return [];
				},
				*tarball({ manifest }) {
					const bundles = bundledNames(manifest).length > 0;
					for (const { path, verdict, details, blind, sealed, inside: problems } of found) {
						const isBundled = bundles && installedName(path) !== null;
						if (verdict === null || isBundled) {
							if (blind && (isBundled || !sealed)) yield {
								path,
								message: `an archive that nobody could look into (${details})`,
								level: "warn"
							};
						} else {
							const message = `${verdict.says} (${details})`;
							const excuse = (isNamedByFiles(manifest, path) ? "`files` of package.json names it by its path" : null) ?? verdict.mild;
							yield excuse === null ? {
								path,
								message
							} : {
								path,
								message: `${message}; ${excuse}`,
								level: "warn"
							};
						}
						yield* problems;
					}
				}
			};
			function lookInside(path, content, archive) {
				const members = unpack(path, content, archive, budget);
				if (members === "opaque" || members === "broken" && archive === brotli) return null;
				if (typeof members === "string") return {
					says: "not looked into",
					blind: true,
					problems: []
				};
				const look = new InsideArchive(path, inside, policy);
				let files = 0;
				let unread = 0;
				let listed = true;
				let cut = false;
				const walk = (those, within, depth) => {
					for (const { path: name, size: claimed, content: bytes } of those) {
						if (name === "") {
							listed = false;
							continue;
						}
						if (!budget.takeFile()) {
							cut = true;
							return;
						}
						files++;
						if (bytes === null) {
							unread++;
							continue;
						}
						const member = {
							path: `${within}${name}`,
							size: claimed,
							content: bytes
						};
						look.read(member);
						const kind = archiveIn(member.path, bytes);
						if (kind === null) continue;
						const deeper = depth < deepest$1 ? unpack(member.path, bytes, kind, budget) : "too-large";
						if (typeof deeper !== "string") walk(deeper, kind.single ? "" : `${member.path}!/`, depth + 1);
						else if (deeper !== "broken" || kind !== brotli) unread++;
					}
				};
				walk(members, "", 1);
				if (cut && files === 0) return {
					says: "not looked into",
					blind: true,
					problems: []
				};
				const rest = `${cut ? "more than " : ""}${count(files, "file")}`;
				const notRead = unread > 0 ? `, ${count(unread, "file")} of them not readable` : "";
				const notListed = listed ? "" : ", its list of files cannot be trusted";
				return {
					says: `${look.identity === null ? "" : `${look.identity} as npm packs it, `}${rest}${notRead}${notListed}`,
					blind: unread > 0 || !listed || cut,
					problems: look.conclude()
				};
			}
		}
	});
}
/** By its bytes, else what only a name tells, or an end. */
function archiveIn(path, content) {
	const kind = archiveKind(content);
	if (kind !== null) return kind;
	if (/\.br$/i.test(path) && !looksLikeText(content)) return brotli;
	return zipEnd(content) === null ? null : zipBehind;
}
/** What a path with these bytes is called, and what excuses it; null when it is no archive or none of this rule's. */
function judge$2(path, archive, bytes, isText) {
	if (archive === zipBehind || archive === brotli) return null;
	if (archive === null && !perhapsNamed.test(path)) return null;
	const named = isArchiveName(path)[0];
	const isForeign = isForeignName(path).length > 0;
	const forTests = isTestMaterial(`${path.slice(0, path.lastIndexOf("/") + 1)}x`) ? "it seems to be a fixture of tests" : null;
	if (archive === null) {
		if (named === void 0 || bytes === 0 || isText) return null;
		return {
			says: `an archive (the name matches \`${named.pattern}\`)`,
			mild: forTests
		};
	}
	if (isForeign) return {
		says: archive.says,
		mild: "perhaps it is the product, but nobody can review it"
	};
	if (named !== void 0) return {
		says: archive.says,
		mild: forTests
	};
	if (documents.test(path)) return null;
	if (archive.single) {
		if (archive.format === "gzip" || singles.test(path)) return null;
		return {
			says: archive.says,
			mild: "its name does not say so"
		};
	}
	const hasEnding = /\.[^./]{1,12}$/.test(path);
	const ownFormat = archive.format === "zip" && hasEnding ? "its name is of another format that may be a zip" : null;
	return {
		says: archive.says,
		mild: forTests ?? ownFormat
	};
}

// src/rules/credentials/binary-keys.ts
const begin = Buffer.from("-----BEGIN ");
const end = Buffer.from("-----END ");
/** A header says no more between the dashes, in bytes. */
const longestHeader = 64;
/** The longest block, its first line with it, in bytes. */
const longestBlock = 262144;
/** Private keys in a binary file: the one that is the whole of it, else those in armor somewhere inside, then those in armor of two bytes a character. */
function keysInBinary(bytes) {
	const whole = wholeKey(bytes);
	if (whole !== null) return [whole];
	const wide = wideText(bytes);
	return wide === null ? armoredInside(bytes) : [...armoredInside(bytes), ...findPrivateKeys(wide)];
}
/** PEM or OpenPGP armor. Only what stands between a first and a last line is looked at: the rest of a program costs a search for `-----BEGIN`. */
function armoredInside(bytes) {
	const keys = [];
	let last = bytes.indexOf(end);
	for (let at = bytes.indexOf(begin); at >= 0 && last >= 0;) {
		if (last < at) last = bytes.indexOf(end, at);
		const isBlock = bytes.subarray(at, at + longestHeader).includes("PRIVATE KEY") && last >= 0 && last - at <= longestBlock;
		if (isBlock) {
			const block = bytes.subarray(at, last + longestHeader);
			for (const key of findPrivateKeys(block)) keys.push({
				...key,
				at: at + key.at
			});
		}
		at = bytes.indexOf(begin, isBlock ? last : at + begin.length);
	}
	return keys;
}
/** A key of RSA with 16,384 bits has 9 KB; an OpenPGP key may bring subkeys, signatures and a picture. In bytes. */
const longestDer = 16384;
const longestOpenPgp = 262144;
/** A private key without any armor: DER, an exported OpenPGP key, the inside of an OpenSSH key. Null for all other bytes. */
function wholeKey(bytes) {
	if (bytes.length > longestOpenPgp) return null;
	const kind = bytes[0] === 48 ? derKey(bytes) : keyInBareOpenPgp(bytes) ?? keyInOpenSsh(bytes);
	return kind === null ? null : {
		...kind,
		at: 0,
		bytes,
		body: ""
	};
}
/** The outer element must be the file: whatever else begins with these bytes goes on behind it. */
function derKey(bytes) {
	if (bytes.length > longestDer || bytes[1] === void 0) return null;
	const count = bytes[1] >= 128 ? bytes[1] - 128 : 0;
	if (count > 2 || bytes.length < 48) return null;
	const length = count === 0 ? bytes[1] : bytes.readUIntBE(2, count);
	return bytes.length === 2 + count + length ? keyInDer(bytes) : null;
}

// src/rules/credentials/published-keys.ts
/**
* Keys that were published for everybody to read, by the fingerprint of their bytes: they guard nothing, and code that implements or
* probes an algorithm carries them about. A finding says so and is a warning.
*/
const published = /* @__PURE__ */ new Map([
	["80b885d1af82", "it is the example of RFC 8410"],
	["43e4b7413138", "it is the example of RFC 7517"],
	["cfcef6cfb631", "it is the example of RFC 7515"],
	["644d50ab6486", "it is the example of RFC 8037"],
	["b73968ba56e2", "it is the one with which ssh2 asks whether Node.js knows Ed25519"]
]);
/** Why a key with this fingerprint is no secret, in words that go on a sentence; null when nothing is known of it. */
function whyPublished(fingerprint) {
	return published.get(fingerprint) ?? null;
}

// src/rules/private-key.ts
/** Keys of one file that are told one by one; what comes after them is counted in the last one. */
const mostPerFile$1 = 100;
/** One for each key, however often the file repeats it. */
function distinct(keys) {
	const told = /* @__PURE__ */ new Map();
	for (const key of keys) {
		const mark = fingerprint(key.bytes);
		const known = told.get(mark);
		if (known === void 0) told.set(mark, {
			key,
			mark,
			count: 1
		});
		else known.count++;
	}
	return [...told.values()];
}
/** Where a key stands in a binary file, in words: a line of binary data tells nothing. */
function binaryPlace({ body }) {
	return body === "" ? ", which is the whole file" : " inside binary data";
}
const privateKey = defineRule({
	id: "private-key",
	title: "Private keys",
	catches: "Private keys by their content, under any file name: PEM (PKCS#1, PKCS#8, EC, DSA), OpenSSH, PGP private key blocks, PuTTY (.ppk), ssh.com's SSH2 and JSON Web Keys; also in strings with `\\n` escapes, in JSON (the file of a Google service account), in source maps, in strings that code joins, wrapped into base64 once more (a kubeconfig), as a binary file (DER, an exported PGP key) and in armor inside one, also in UTF-16. A key counts only when its body decodes and its structure is there as a whole, so that header lines in code that reads PEM are nothing. Encrypted keys are found too, and the finding says so: a password can be guessed in peace once the file is public. Public keys and certificates are left alone; keystores are caught by secret-file. Where it is plainly test or example material, by its path, in documentation, or in the `@example` of a comment, and where it is known to be published for all to read (the examples of RFCs), it is a warning.",
	incident: "lazystream 1.0.0 shipped an armored PGP private key in a file named `secret`; nothing but its content could reveal it. passport-saml 2.0.4 and ssh2 1.16.0 shipped the keys of their tests.",
	fix: "Replace the key wherever it opens something, because every published copy stays public. Then keep it out of the package: generate test keys when the tests run, and read real ones from the environment or a secret store.",
	options: noOptions,
	start: () => ({ entry(entry) {
		if (entry.kind !== "file") return [];
		const read = textBytes(entry);
		const armored = read === null ? [] : findPrivateKeys(read);
		const isBare = armored.length === 0 && !entry.isText;
		const text = isBare ? null : read;
		const keys = isBare ? keysInBinary(entry.content) : armored;
		return keys.length === 0 ? [] : problems$1(entry, text, distinct(keys));
	} })
});
/** Files that are there for more than a key: leaving them out would break the package. */
const perhapsNeeded = /\.(?:[cm]?[jt]sx?|vue|svelte|wasm|node|map|html?|css|md|markdown)$/i;
function fixOf(path, forTests) {
	if (perhapsNeeded.test(path)) return forTests ? { fix: `Keep ${path} out of the package, or generate the key when the tests run.` } : { fix: `Replace this key wherever it opens something, then take it out of ${path}.` };
	return forTests ? { fixWith: (leavingOut) => `${leavingOut} Or generate the key when the tests run.` } : { fixWith: (leavingOut) => `Replace this key wherever it opens something. ${leavingOut}` };
}
function* problems$1(entry, text, keys) {
	const forTests = isTestMaterial(entry.path);
	const forReaders = isDocumentation(entry.path);
	const positionOf = text === null ? null : positionsIn(text);
	for (const [index, { key, mark, count }] of keys.slice(0, mostPerFile$1).entries()) {
		const place = positionOf?.(key.at);
		const rest = index === 99 ? keys.length - mostPerFile$1 : 0;
		const published = whyPublished(mark);
		const inText = forReaders || text !== null && isInExampleComment(text, key.at);
		const excuse = published ?? (forTests ? "the path says that it is for tests" : inText ? "it stands in documentation" : null);
		const message = [
			`${key.encrypted ? "encrypted " : ""}${key.name}`,
			place === void 0 ? binaryPlace(key) : ` at line ${place.line}, column ${place.column}`,
			` (fingerprint ${mark})`,
			count > 1 ? `, ${count} times in this file` : "",
			key.encrypted ? "; its password can be guessed without limit once the file is public" : "",
			excuse === null ? "" : `; ${excuse}, but everyone who installs the package gets it, so it must open nothing, and their scanners will report it`,
			rest > 0 ? `; ${rest} more private keys in this file are not listed` : ""
		];
		yield {
			path: entry.path,
			...place === void 0 ? {} : { line: place.line },
			message: message.join(""),
			...published !== null && rest === 0 ? { fix: "Nothing to do, unless something of yours trusts this key: everybody has it." } : fixOf(entry.path, forTests),
			fingerprint: mark,
			...key.body === "" ? {} : { mask: key.body },
			...excuse === null || rest > 0 ? {} : { level: "warn" }
		};
	}
}

// src/rules/private-package.ts
/**
* npm refuses any truthy `private` with EPRIVATE, also when the package is a ready tarball.
* @see https://docs.npmjs.com/cli/configuring-npm/package-json#private
*/
const privatePackage = defineRule({
	id: "private-package",
	title: "A package that says it is private",
	catches: "`private` in the packed package.json with any value that counts as true, the string `\"false\"` included, as npm reads it. Private packages of a workspace are not packed at all and are no finding; `private: false` is fine.",
	incident: "wp-codebox 0.7.1 (June 2026): the release job ran `npm publish` on a package with `private: true`, npm answered EPRIVATE, and the release counted as failed when its tag and changelog were already out.",
	fix: "Leave the package out of the release, or delete `private` from package.json when it is meant for the registry.",
	options: noOptions,
	start: () => ({ *tarball({ manifest }) {
		if (!manifest.private) return;
		yield {
			path: "package.json",
			field: "private",
			message: `\`private\` is ${manifest.private === true ? "true" : `a ${typeof manifest.private} that counts as true`}: the package is not meant for a registry, and npm refuses it with EPRIVATE`,
			fix: "Leave the package out of the release, or delete `private` from package.json."
		};
	} })
});

// src/rules/credentials/keystore.ts
/** What kind of keystore the bytes are, as a phrase with its article; null when they are none. */
function keystoreOf(bytes) {
	switch (bytes.length < 16 ? 0 : bytes.readUInt32BE(0)) {
		case 4277010157: return "a Java keystore";
		case 3469659854: return "a Java keystore (JCEKS)";
		case 64594586: return "a KeePass database";
		case 1803117416: return "a macOS keychain";
		default: return isPkcs12(bytes) ? "a PKCS#12 keystore" : null;
	}
}
/** A sequence that begins with version 3 and goes on with the content type `data` or `signedData`. @see https://www.rfc-editor.org/rfc/rfc7292#section-4 */
function isPkcs12(bytes) {
	if (bytes[0] !== 48) return false;
	const length = bytes[1] ?? 0;
	const at = length > 128 && length < 133 ? 2 + length - 128 : 2;
	if (bytes[at] !== 2 || bytes[at + 1] !== 1 || bytes[at + 2] !== 3 || bytes[at + 3] !== 48) return false;
	return bytes.subarray(at + 4, at + 20).includes(Buffer.from("2a864886f70d0107", "hex"));
}

// src/rules/secret-look.ts
/** Variables of a dotenv file that have a value. `KEY=`, `KEY=${OTHER}` and `KEY=changeme` have none. */
function lookAtEnv(text) {
	return lookAtLines(text, (line) => {
		const [, value] = /^(?:export\s+)?[A-Za-z_][\w.-]*\s?[=:](.*)$/.exec(line) ?? [];
		return value;
	});
}
/** Name of a setting that holds a credential, in the configuration of npm, yarn, bun, pip and the like, then its value. */
const credentialSetting = /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|repo_token|(?<!\w)(?:token|password|secret|passwd))["']?[=:\s](.+)$/i;
/** User and password inside an address. */
const addressWithPassword = /:\/\/[^/\s:@]*:([^/\s@]+)@/;
/** Settings of a tool that hold a credential: an auth token, a password, an address with a password. */
function lookAtSettings(text) {
	return lookAtLines(text, (line) => credentialSetting.exec(line)?.[1] ?? addressWithPassword.exec(line)?.[1]);
}
/** Keys of a cloud provider's JSON file that hold a credential. */
function lookAtKeyJson(text) {
	return lookAtLines(text, (line) => {
		return /"(?:private_key|client_secret|refresh_token|auth|identitytoken)"\s{0,9}:\s{0,9}"([^"]*)/.exec(line)?.[1];
	});
}
/** Fields that Netscape's format separates with tabs: the last one is the cookie's value. */
function lookAtCookies(text) {
	return lookAtLines(text.replaceAll("#HttpOnly_", ""), (line) => {
		const fields = line.split("	", 8);
		return fields.length === 7 ? fields[6] : void 0;
	});
}
/** A setting by the end of its name, in JSON, YAML, INI, XML, PHP and shell, then what could be its value. */
const namedSecret = /(?:pass(?:word|wd|phrase)?|pwd|secret(?:_key(?:_base)?)?|token|(?:api|access|private|auth|account)[_-]?key|credentials?)["']?(?:\s{0,9}(?:=>|[:=,>])\s{0,9}|\s{1,9}|["']?\s?(?:value|encoding)="?)["']?(?:base64">)?([^\s"'<>,;]{8,500})/i;
/** Settings in a file that has many others, so that a value counts only when it looks like a credential. */
function lookAtNamedSecrets(text) {
	return lookAtLines(text, (line) => {
		const value = namedSecret.exec(line.slice(0, longestLine))?.[1];
		return value !== void 0 && looksRandom(value) ? value : void 0;
	});
}
/** The same, and lines that are nothing but a credential. */
function lookAtSecrets(text) {
	return lookAtLines(text, (line) => {
		const value = /^(?:[\w.@-]{1,60}[:=]\s?)?["']?([\w+/=.~-]{16,500})["']?,?$/.exec(line)?.[1] ?? namedSecret.exec(line.slice(0, longestLine))?.[1];
		return value !== void 0 && looksRandom(value) ? value : void 0;
	});
}
/** A setting stands at the beginning of its line. */
const longestLine = 1e3;
/** Letters and digits without a pattern, in no word of a sentence, no path and no code. */
function looksRandom(value) {
	return value.length >= 8 && /[A-Za-z]/.test(value) && /\d/.test(value) && !/^(?:\.{0,2}\/|[a-z]+:\/\/|[$%{(<])|[(){}[\]$\\]|^[\d.]+[a-z]{0,2}$/i.test(value) && !/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) && !/^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{1,4}$/i.test(value) && !isPlaceholderUrl("", value, "10.0.0.1") && unforeseen(value) >= Math.min(12, value.length * .7);
}
function lookAtLines(text, read) {
	const lines = [];
	let hasRandom = false;
	for (const [index, raw] of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/).entries()) {
		const line = raw.trim();
		if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
		const value = read(line);
		if (value === void 0) continue;
		const bare = unquoted(value);
		if (isPlaceholder(bare)) continue;
		lines.push(index + 1);
		hasRandom ||= bare.length >= 16 && looksRandom(bare);
	}
	return {
		lines,
		hasRandom
	};
}
function unquoted(value) {
	const trimmed = value.replace(/^[=:\s]+/, "");
	const quote = trimmed.charAt(0);
	if (quote === "\"" || quote === "'" || quote === "`") {
		const end = trimmed.indexOf(quote, 1);
		return trimmed.slice(1, end === -1 ? void 0 : end).trim();
	}
	const comment = trimmed.search(/(?:^|\s)#/);
	return (comment === -1 ? trimmed : trimmed.slice(0, comment)).trim();
}
const placeholders = [
	/^$/,
	/^<[^<>]*>$/,
	/^\[[^[\]]*\]$/,
	/^\$\{\w+(?::?-)?\}$/,
	/^\$\w+$/,
	/^\$\([^()]*\)$/,
	/^\$?\{\{[^{}]*\}\}$/,
	/^%\w+%$/,
	/^(?:x{3,}|\*+|\.{3,}|-+|_+|\u2026)$/i,
	/^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|it|this)|todo|tbd|fixme|placeholder|example|null|none|undefined|redacted|n\/a)$/i,
	/^(?:your|my|insert|enter|put|add|paste|replace)[-_ ]\w*[-_ ]?(?:key|token|secret|password|id|value|here|name|url)\b/i
];
/** A value that stands for one: empty, a reference to a variable, or a word that asks to be replaced. */
function isPlaceholder(value) {
	return value.length < 200 && placeholders.some((pattern) => pattern.test(value));
}

// src/rules/secret-kinds.ts
const blanks = "example,sample,template,tpl,tmpl,dist,default,defaults,schema,vault,md,js,mjs,cjs,ts,mts,cts";
/** Of several kinds that match, the first one speaks. */
const kinds = [
	{
		says: "an environment file",
		patterns: [
			".env",
			".env.*",
			".env-*",
			".env_*",
			".env[0-9]",
			".envs/",
			".{flaskenv,environment}",
			"*.env",
			".envrc",
			".dev.vars",
			".dev.vars.*",
			`!.env.{${blanks}}`,
			`!.env-{${blanks}}`,
			`!.env.*.{${blanks}}`,
			`!.env-*.{${blanks}}`,
			`!.env.{${blanks}}.*`,
			`!.dev.vars.{${blanks}}`,
			`!.env_{${blanks}}`,
			"!{example,sample,template,default,defaults}.env"
		],
		look: lookAtEnv,
		mildInTemplates: true
	},
	{
		says: "npm's settings",
		patterns: [
			".npmrc",
			".npmrc.*",
			"npmrc",
			"!.npmrc.{example,sample,template}"
		],
		look: lookAtSettings
	},
	{
		says: "a tool's settings",
		patterns: [
			".yarnrc",
			".yarnrc.yml",
			"bunfig.toml",
			"pip.conf",
			".coveralls.yml",
			".bowerrc",
			".condarc",
			".terraformrc"
		],
		look: lookAtSettings,
		onlyWithCredentials: true
	},
	{
		says: "a login file",
		patterns: [
			".netrc",
			"_netrc",
			".pypirc",
			".git-credentials",
			".pgpass",
			".my.cnf",
			".mylogin.cnf",
			".htpasswd",
			".vault-token",
			".vault_pass",
			"pgpass.conf",
			".passwd-s3fs",
			".rhosts",
			".netrc.gpg",
			".password-store/",
			"etc/shadow",
			"*.{publishsettings,pubxml.user}",
			".gem/credentials",
			".cargo/credentials",
			".cargo/credentials.toml",
			".m2/settings.xml",
			"settings-security.xml",
			".config/gh/hosts.yml",
			".config/hub"
		]
	},
	{
		says: "an SSH key",
		patterns: ["id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk,xmss}", "*.ppk"],
		marker: /PRIVATE KEY|PuTTY-User-Key-File/,
		mildInTests: true
	},
	{
		says: "part of an SSH or GnuPG folder",
		patterns: [
			".ssh/",
			".gnupg/",
			"secring.{gpg,pgp}",
			"!*.pub",
			"!known_hosts"
		]
	},
	{
		says: "a keystore",
		patterns: [
			"*.{jks,keystore,bks,p12,pfx,pkcs12,kdbx,kdb,p8,mobileprovision,keychain,keychain-db,agilekeychain,1pif,opvault}",
			"wallet.dat",
			"UTC--*"
		],
		mildInTests: true
	},
	{
		says: "a cloud credential file",
		patterns: [
			".aws/credentials",
			".azure/{accessTokens,azureProfile,msal_token_cache,servicePrincipal}.json",
			".config/gcloud/",
			"application_default_credentials.json",
			".kube/config",
			"kubeconfig",
			"*.kubeconfig",
			".dockercfg",
			".dockerconfigjson",
			".boto",
			".s3cfg",
			".oci/config",
			".fly/config.yml",
			".config/configstore/firebase-tools.json",
			".pulumi/credentials.json",
			".terraform.d/credentials.tfrc.json",
			".cloudflared/",
			".huggingface/token",
			".{claude/.credentials,codex/auth,gemini/oauth_creds}.json",
			"kaggle.json"
		]
	},
	{
		says: "a cloud credential file",
		patterns: [
			".docker/config.json",
			"*{service-account,service_account,serviceaccount}*.json",
			"*-firebase-adminsdk-*.json",
			"client_secret*.json",
			"{credentials,gcp-key,gcloud-service-key,keyfile}.json"
		],
		look: lookAtKeyJson,
		onlyWithCredentials: true
	},
	{
		says: "Terraform state or variables, in plain text with every secret that Terraform was given",
		patterns: [
			"*.tfstate",
			"*.tfstate.{backup,bak}",
			"*.tfplan",
			"tfplan",
			"*.tfvars",
			"*.tfvars.json",
			"!{example,sample,template}.tfvars"
		]
	},
	{
		says: "a shell history, with the secrets that were typed",
		patterns: [
			".{bash,zsh,sh,ksh,ash,csh,fish,node_repl,ts_node_repl,python,ipython,psql,mysql,sqlite,mongo,mongosh,rediscli,irb,pry,dbshell,julia}_history",
			".{rediscli,dbshell,zhistory,histfile,Rhistory,lesshst}",
			"fish_history",
			"ConsoleHost_history.txt"
		]
	},
	{
		says: "a browser's cookies",
		patterns: ["{cookies,cookie-jar,cookiejar}.txt", "cookiejar"],
		look: lookAtCookies,
		onlyWithCredentials: true
	},
	{
		says: "settings",
		patterns: [
			".{gitconfig,sentryclirc,ftpconfig,ftppass,msmtprc,esmtprc,muttrc,fetchmailrc,databrickscfg,clasprc.json}",
			"{sftp-config,sftp,auth,local.settings,appsettings,connectionStrings}.json",
			"appsettings.*.json",
			"{sitemanager,recentservers,filezilla,settings}.xml",
			"{nuget,web,app}.config",
			"{sentry,gradle,key,keystore,signing,local}.properties",
			"{my.cnf,rclone.conf,.rclone.conf,openrc.sh,wp-config.php}",
			"{database,profiles,ngrok,clouds,parameters}.{yml,yaml}",
			".snowsql/config",
			"{Dockerfile,docker-compose.yml,docker-compose.yaml,compose.yml,compose.yaml}",
			"Dockerfile.*",
			"docker-compose.*.{yml,yaml}"
		],
		look: lookAtNamedSecrets,
		onlyWithCredentials: true
	},
	{
		says: "a file for secrets",
		patterns: [
			".{secret,secrets,token,credentials,password,passwd}",
			"{secret,secrets,credentials,passwords,password}.{json,yml,yaml,txt,ini,toml,properties}",
			"{token,tokens,api_key,apikey,api-key,github_token,npm_token,vault_pass,vault-password}.txt",
			"{github_token,npm_token,oauth_token,master.key}",
			".vault_pass.txt"
		],
		look: lookAtSecrets,
		onlyWithCredentials: true
	}
];

// src/rules/secret-file.ts
const matchKinds = compilePatterns(kinds.map((kind) => ({
	owner: kind,
	patterns: kind.patterns,
	anyCase: true
})));
/** The file exists to hold credentials, by its name: taking one out of it mends nothing. */
function isCredentialFile(path) {
	return matchKinds(path).length > 0;
}
/** A larger file is not looked into: it counts as full. In bytes. */
const longestLook = 1048576;
const secretFile = defineRule({
	id: "secret-file",
	title: "Credential file",
	catches: `Files that exist to hold credentials: \`.env\` and its variants, \`.npmrc\`, \`.netrc\`, \`.pypirc\`, \`.git-credentials\`, SSH keys, keystores, files of cloud providers and of Terraform, shell histories; in any folder and any letter case, keystores also by their bytes. A warning only: an \`.env\` with only empty values or placeholders, one with plain values in a template or an example, and an \`.npmrc\` without credentials. Left alone: \`.env.example\`, \`.env.sample\`, \`.env.template\` and their like, public keys (\`.pub\`), and names in use for other things (\`credentials.json\`, \`.yarnrc.yml\`) when no credential is in them. Names: ${kinds.flatMap((kind) => kind.patterns).filter((pattern) => !pattern.startsWith("!")).map((pattern) => `\`${pattern}\``).join(", ")}.`,
	incident: "@mux/mux-node 2.8.0 shipped `.env-dylan`: only a developer's own global gitignore hid the file, and the machine that released had none.",
	fix: "If it holds credentials, revoke them first, for what was published once is known. Then delete the file or exclude it in `files` of package.json.",
	options: noOptions,
	start: () => ({ entry(entry) {
		if (entry.kind === "directory") return [];
		const kind = matchKinds(entry.path)[0]?.owner;
		const problem = kind === void 0 ? byContent(entry) : judge$1(kind, entry);
		return problem === null ? [] : [{
			path: entry.path,
			...problem
		}];
	} })
});
/** A keystore under a name that says nothing. */
function byContent(entry) {
	const keystore = entry.kind === "file" && !entry.isText ? keystoreOf(entry.content) : null;
	if (keystore === null) return null;
	return isTestMaterial(entry.path) ? {
		message: `${keystore}${forTests}`,
		level: "warn"
	} : { message: keystore };
}
const forTests = " that seems to be made for tests; scanners of those who install the package will report it all the same";
const template = /(?:^|\/)templates?(?:-[^/]*)?\//i;
function judge$1(kind, entry) {
	const { says } = kind;
	if (entry.kind !== "file") return { message: `${says}, as a link` };
	if (entry.size === 0) return kind.onlyWithCredentials ? null : {
		message: `${says}, empty today`,
		level: "warn"
	};
	if (kind.look !== void 0 && entry.isText && entry.size <= longestLook) {
		const { lines, hasRandom } = kind.look(entry.text());
		const [first] = lines;
		if (first !== void 0) {
			const message = `${says} with ${counted(lines.length)}`;
			return kind.mildInTemplates && !hasRandom && (template.test(entry.path) || isTestMaterial(entry.path)) ? {
				message: `${message}, none of which looks like a credential`,
				line: first,
				level: "warn"
			} : {
				message,
				line: first
			};
		}
		if (kind.onlyWithCredentials) return null;
		return {
			message: `${says}; only empty values, placeholders or no credentials are in it today`,
			level: "warn"
		};
	}
	if (kind.marker !== void 0 && entry.isText && entry.size <= longestLook && !kind.marker.test(entry.text())) return {
		message: `${says} by its name; no private key is in it today`,
		level: "warn"
	};
	if (kind.mildInTests && (isTestMaterial(entry.path) || /(?:^|\/)debug\.keystore$/i.test(entry.path))) return {
		message: `${says}${forTests}`,
		level: "warn"
	};
	return { message: says };
}
function counted(count) {
	return count === 1 ? "a value that is no placeholder" : `${count} values that are no placeholders`;
}

// src/rules/secret.ts
/** Findings in one file; what comes after them is counted in the last one. */
const mostPerFile = 100;
/** Kinds that open nothing of value by themselves. */
const lesser = /* @__PURE__ */ new Set([
	"STRIPE_SECRET_KEY_TEST",
	"STRIPE_RESTRICTED_KEY_TEST",
	"GOOGLE_API_KEY",
	"GOOGLE_CLIENT_SECRET",
	"JWT",
	"AZURE_SAS",
	"SIGNING_SECRET"
]);
/** What a test or a text makes up most easily. */
const easilyMadeUp = /* @__PURE__ */ new Set([
	"BasicAuth",
	"BasicHeader",
	"ConnectionPassword"
]);
function levelOf({ kind, value }, path, hasSecretKey) {
	if (lesser.has(kind)) return "warn";
	if (kind === "AWSAccessKeyID" && !hasSecretKey) return "warn";
	if (kind === "BasicAuth" && /@(?:[\w-]+\.)*sentry\.io$/.test(value)) return "warn";
	if ((easilyMadeUp.has(kind) || kind.endsWith("Connection")) && (isTestMaterial(path) || isDocumentation(path))) return "warn";
	return null;
}
/** Tokens, keys and passwords, told by their own shape. */
const secret = defineRule({
	id: "secret",
	title: "Access tokens and passwords",
	catches: "Credentials that are told by their shape, in any text file whatever its name: tokens of GitHub, npm, GitLab, Slack, Stripe, OpenAI, Anthropic and some ninety other issuers, AWS secret access keys (by their name, or beside a key ID), Azure keys, bot tokens and webhooks of Slack, Discord, Telegram and Teams, JSON Web Tokens, and URLs, `Authorization: Basic` headers and database connection strings with a password. Also inside JSON strings and source maps, where the text is escaped; and in binary data, there only the tokens that their issuers mark with a beginning of at least four letters. The patterns are those of secretlint's recommended preset, and our own for issuers that it does not know. A value is never printed: the finding tells its kind, its place, and the first 12 hex digits of its sha256, by which a waiver can name it. Left alone: placeholders (`<your-token>`, `xxxx`, words, alphabets, AWS's own example keys, the keys of Azure's emulators), URLs to example hosts or with stock names and passwords, variables, passwords in binary files. A warning only: Stripe test keys, an AWS access key ID without its key, Google API keys and client secrets (made to be handed out, and now and then not), signing secrets of webhooks, JSON Web Tokens other than Supabase's service role, shared access signatures, a URL, header or connection string with a password in tests and in documentation, and what `e.g.` or `@example` introduces.",
	incident: "@mux/mux-node 2.8.0 shipped `.env-dylan`, a developer's own environment file, which a global gitignore had hidden from git and from review, but not from the packer.",
	fix: "Revoke the credential first: what was pushed or packed once is known. Then take it out of the file, read it from the environment at run time, and rebuild; a bundler that replaces environment variables by their values copies the credential into the bundle.",
	options: noOptions,
	start: () => ({ entry(entry) {
		if (entry.kind !== "file") return [];
		const text = textBytes(entry);
		const secrets = text === null ? findTokens(entry.content, entry.path) : findSecrets(text, entry.path);
		return secrets.length === 0 ? [] : problems(entry, text, secrets);
	} })
});
/** `text`: null for binary data, in which a place says nothing to people. */
function* problems(entry, text, secrets) {
	const hasSecretKey = secrets.some(({ kind }) => kind === "AWSSecretAccessKey");
	const positionOf = text === null ? null : positionsIn(text);
	const removal = isCredentialFile(entry.path) ? `keep ${entry.path} out of the package` : `take it out of ${entry.path} and read it from the environment`;
	for (const [index, found] of secrets.slice(0, mostPerFile).entries()) {
		const place = positionOf?.(found.at);
		const where = place === void 0 ? "inside binary data" : `at line ${place.line}, column ${place.column}`;
		const mark = fingerprint(found.value);
		const again = found.count > 1 ? `, ${found.count} times in this file` : "";
		const rest = index === 99 ? secrets.length - mostPerFile : 0;
		const more = rest > 0 ? `; ${rest} more credentials in this file are not listed` : "";
		const level = text !== null && (isIntroducedAsExample(text, found.at) || isInExampleComment(text, found.at)) ? "warn" : levelOf(found, entry.path, hasSecretKey);
		yield {
			path: entry.path,
			...place === void 0 ? {} : { line: place.line },
			message: `${found.name} ${where} (fingerprint ${mark})${again}${more}`,
			fix: `Revoke this credential where it was issued, then ${removal}.`,
			fingerprint: mark,
			mask: found.mask,
			...level === null || rest > 0 ? {} : { level }
		};
	}
}

// src/rules/size-limit.ts
const fix$1 = "Keep out what made it grow; if the size is right, raise the limit in the policy.";
const sizeLimit = defineRule({
	id: "size-limit",
	title: "Larger than the policy allows",
	catches: "What exceeds the policy's `limits`: bytes packed, bytes unpacked, bytes of one file, number of files, and growth of the unpacked size against the release to compare with. Left alone: a value that equals its limit, a limit that is not set, and growth when there is no release to compare with.",
	incident: "@anthropic-ai/claude-code went from 17.4 to 31.2 MB packed with the source map of 2.1.88. Of 123 pairs of consecutive releases of well-known packages none grew by more than 25%.",
	fix: fix$1,
	options: noOptions,
	start: ({ policy: { limits }, baseline }) => ({ *tarball({ packedSize, unpackedSize, entries }) {
		const files = entries.filter(({ kind }) => kind === "file");
		yield* over(limits.packed, packedSize, (limit) => `packed size is ${bytes(packedSize)}, the limit is ${size(limit)}`);
		yield* over(limits.unpacked, unpackedSize, (limit) => `unpacked size is ${bytes(unpackedSize)}, the limit is ${size(limit)}`);
		yield* over(limits.files, files.length, (limit) => `holds ${count(files.length, "file")}, the limit is ${number$1(limit)}`);
		for (const file of files) {
			const problems = over(limits.file, file.size, (limit) => `is ${bytes(file.size)}, the limit for one file is ${size(limit)}`);
			for (const problem of problems) yield {
				...problem,
				path: file.path
			};
		}
		if (baseline !== null) yield* over(limits.growth, growth(baseline, unpackedSize), (limit) => grown(baseline, unpackedSize, limit));
	} })
});
function* over(limit, measured, message) {
	if (limit === null || measured <= limit.value) return;
	yield {
		message: message(limit.value),
		fix: fix$1,
		...limit.at && { at: limit.at }
	};
}
function growth(baseline, unpackedSize) {
	const before = baseline.unpackedSize;
	return before === 0 ? unpackedSize === 0 ? 0 : Number.POSITIVE_INFINITY : unpackedSize / before - 1;
}
function grown(baseline, unpackedSize, limit) {
	const ratio = growth(baseline, unpackedSize);
	return `unpacked size grew ${Number.isFinite(ratio) ? `by ${percent(ratio)}` : "from nothing"} since ${baseline.manifest.version}, from ${size(baseline.unpackedSize)} to ${bytes(unpackedSize)}, the limit is ${percent(limit)}`;
}
/** Exact as well, for a value that rounds to its limit. */
function bytes(value) {
	return value < 1e3 ? size(value) : `${size(value)} (${number$1(value)} bytes)`;
}
function percent(ratio) {
	return `${Number((ratio * 100).toFixed(1))}%`;
}

// src/rules/source-map.ts
/** A map beside the code that it maps, by its name: `cli.js.map`, `index.d.ts.map`, `app.css.map`. */
const codeMap = /\.(?:[cm]?[jt]sx?|css|wasm|bundle|jsbundle)\.map$/i;
const anyMap = /\.map$/i;
const compressedMap = /\.(?:[cm]?[jt]sx?|css|wasm)\.map\.(?:gz|br|zst|xz|bz2|zip)$/i;
const sourceMap = defineRule({
	id: "source-map",
	title: "A source map with the original code",
	catches: "Source maps under any name, known by their shape: `mappings` with `sources`, index maps with `sections`, or sources beside their text, in any order of keys, at any size, with a byte order mark or a `)]}'` line in front. Files named as a map of code (`*.js.map`, `*.css.map`, `*.d.ts.map`) are caught even when they are empty, cut off, compressed or unreadable. The message says how many original files an outsider would get, how many bytes of them, and which paths lead out of the package. Left alone: `.map` files that are something else (game levels, data), and what `allow` lets ship.",
	incident: "@anthropic-ai/claude-code 2.1.88 (2026-03-31) shipped cli.js.map, 59.8 MB with the text of about 1,900 TypeScript files, beside the bundle of 13 MB; the whole source of a closed product, for anyone to read.",
	fix: "Leave maps out: `\"!**/*.map\"` in `files`, or switch them off in the build. If people need them, say which: `allow: without-sources` (positions and paths only), `own-sources` (the sources ship anyway) or `public-sources` (they are in this public repository).",
	options: allowOptions,
	start: ({ options, source, policy }) => {
		const measured = [];
		const unreadable = [];
		return {
			entry(entry) {
				if (entry.kind !== "file") return [];
				const { json } = examine(entry);
				if (json?.map != null) {
					const broken = json.status === "complete" ? "" : ` (it breaks off or cannot be read after ${size(json.end)})`;
					measured.push({
						path: entry.path,
						content: json.map,
						broken
					});
					return [];
				}
				const message = unreadableMap(entry);
				if (message !== null) unreadable.push({
					path: entry.path,
					message
				});
				return [];
			},
			*tarball(tarball) {
				yield* unreadable;
				if (measured.length === 0) return;
				const shipped = filePaths(tarball);
				for (const { path, content, broken } of measured) {
					const places = placesOf(content, path);
					const fits = fitting(content, places, shipped, source);
					if (options.allow !== "none" && broken === "" && fits.has(options.allow)) continue;
					const option = broken === "" ? strictest(fits) : null;
					yield {
						path,
						message: `${describeContent(content, places)}${broken}`,
						...option !== null && { fixWith: policyFix("source-map", option, policy.file) }
					};
				}
			}
		};
	}
});
/** Says what is wrong with a file that by name or content is a map and cannot be measured; null when it is no map. */
function unreadableMap(entry) {
	const { path, content } = entry;
	if (compressedMap.test(path)) return `is a compressed source map by its name (${size(content.length)}): what it hands out was not measured`;
	if (!anyMap.test(path)) return null;
	const { json } = examine(entry);
	if (json !== null && json.status === "complete" && !(json.resemblesMap && codeMap.test(path))) return null;
	if (!(json?.resemblesMap === true || mentionsMap(content)) && !codeMap.test(path)) return null;
	if (content.length === 0) return "is named like a source map and is empty: the build that wrote it is broken";
	const whatItIs = entry.isText ? "text" : "binary data";
	return `is named like a source map, but its ${count(content.length, "byte")} of ${whatItIs} cannot be read as one: nobody can say what it hands out`;
}
/** The words that only a map brings together, in UTF-8 or UTF-16. */
function mentionsMap(content) {
	const holds = (word) => content.includes(word) || content.includes(Buffer.from(word, "utf16le"));
	return holds("mappings") && (holds("sources") || holds("version"));
}

// src/source-map/references.ts
/** Files in which the comment means something. A script without an ending says what it is in its first line. */
const code$1 = /\.(?:[cm]?[jt]s|[jt]sx|css|scss|sass|less|vue|svelte)$/i;
/** Files that set HTTP headers for what they stand beside. */
const headerFile = /(?:^|\/)(?:_headers|\.htaccess|(?:vercel|now|serve|firebase|staticwebapp\.config)\.json|netlify\.toml|wrangler\.toml)$/i;
/** Longest address that is read, in bytes. */
const longestUrl = 4096;
/**
* The reference that counts for a file: the comment in the last place that holds nothing but comments, as the specification
* reads a file without parsing it. Besides it, the first comment anywhere that has a line to itself and a remote address:
* engines and crawlers read those too. Mentions in code, strings and prose are none.
* @see https://tc39.es/ecma426/#sec-linking-eval (JavaScriptExtractSourceMapURL, CSSExtractSourceMapURL)
*/
function references(entry) {
	const { content: bytes, path } = entry;
	if (headerFile.test(path)) return headers(entry);
	const { isMap, firstMention } = examine(entry);
	if (isMap || firstMention < 0) return [];
	if (isWasm(bytes)) {
		const url = mappingUrl(bytes);
		if (url === null) return [];
		return referencesTo(bytes.toString("utf8", url.start, Math.min(url.end, url.start + longestUrl)), path, null);
	}
	if (!code$1.test(path) && !(bytes[0] === 35 && bytes[1] === 33)) return [];
	const last = commentAt(bytes, bytes.lastIndexOf(keyword));
	if (last !== null && onlyComments(bytes, last.end)) {
		if (isRemote(last.url)) return referencesTo(last.url, path, lineAt(bytes, last.start));
		return [...referencesTo(last.url, path, null), ...remoteComment(bytes, firstMention, path)];
	}
	return remoteComment(bytes, firstMention, path);
}
function remoteComment(bytes, first, path) {
	for (let at = first; at >= 0;) {
		const start = at + keyword.length + 1;
		const comment = mayBeRemote(bytes, start) ? commentAt(bytes, at) : null;
		if (comment?.ownLine && isRemote(comment.url)) return referencesTo(comment.url, path, lineAt(bytes, comment.start));
		at = bytes.indexOf(keyword, comment === null ? start : comment.end);
	}
	return [];
}
/** `h` or `//`, in either case: cheap to ask of every mention. */
function mayBeRemote(bytes, start) {
	const byte = bytes[start] ?? 0;
	return (byte | 32) === 104 || byte === 47 && bytes[start + 1] === 47;
}
function referencesTo(url, path, line) {
	if (url === "" || /^data:/i.test(url)) return [];
	return [{
		url,
		line,
		target: isRemote(url) ? null : targetOf(url, path)
	}];
}
function isRemote(url) {
	return /^(?:https?:)?\/\/[^/]/i.test(url);
}
/** A rooted path or another scheme names nothing in a tarball and stays as it is. */
function targetOf(url, path) {
	const plain = decodedPath(url.replace(/[?#].*$/s, ""));
	if (/^\w[\w.-]*$/.test(plain)) return path.slice(0, path.lastIndexOf("/") + 1) + plain;
	if (/^(?:[a-z][a-z\d+.-]*:|\/)/i.test(plain)) return plain;
	return posix.join(posix.dirname(path), plain);
}
/** The comment `//# sourceMappingURL=\u2026` or `/*# sourceMappingURL=\u2026 *\u200b/` (`@` for `#` too) with its name at `at`; null when it is none. */
function commentAt(bytes, at) {
	let before = at - 1;
	const nearest = Math.max(0, at - 64);
	while (before >= nearest && isBlank(bytes[before])) before--;
	if (bytes[before] !== 35 && bytes[before] !== 64) return null;
	const isBlock = bytes[before - 1] === 42;
	if (bytes[before - 2] !== 47 || !isBlock && bytes[before - 1] !== 47) return null;
	const start = before - 2;
	if (bytes[at + keyword.length] !== 61) return null;
	const from = at + keyword.length + 1;
	let end = from;
	const limit = Math.min(bytes.length, from + longestUrl);
	while (end < limit && (bytes[end] ?? 0) > 32 && !(isBlock && bytes[end] === 42 && bytes[end + 1] === 47)) end++;
	const url = bytes.toString("utf8", from, end);
	if (end === limit && limit < bytes.length) return null;
	if (/["'`<>{}\\]/.test(url)) return null;
	while (end < bytes.length && isBlank(bytes[end])) end++;
	if (isBlock) {
		if (bytes[end] !== 42 || bytes[end + 1] !== 47) return null;
		end += 2;
	} else if (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) return null;
	return {
		url,
		start,
		end,
		ownLine: beginsLine(bytes, start)
	};
}
function beginsLine(bytes, start) {
	let at = start - 1;
	const nearest = Math.max(0, start - 64);
	while (at >= nearest && isBlank(bytes[at])) at--;
	return at < 0 || bytes[at] === 10 || bytes[at] === 13;
}
function isBlank(byte) {
	return byte === 32 || byte === 9;
}
/** Only white space and comments follow. */
function onlyComments(bytes, from) {
	let at = from;
	while (at < bytes.length) {
		const byte = bytes[at] ?? 0;
		if (byte <= 32) at++;
		else if (byte === 47 && bytes[at + 1] === 47) {
			const end = bytes.indexOf(10, at);
			at = end < 0 ? bytes.length : end;
		} else if (byte === 47 && bytes[at + 1] === 42) {
			const end = bytes.indexOf("*/", at + 2);
			at = end < 0 ? bytes.length : end + 2;
		} else return false;
	}
	return true;
}
/** `SourceMap: \u2026` in a list of headers, `"SourceMap"` or `X-SourceMap` as the name of one in a configuration. */
const header = /\b(?:X-)?SourceMap["']?\s{0,8}(?::|=|,\s{0,64}["']value["']\s{0,8}:|[ \t])\s{0,8}["']?([^\s"'#,}]{1,4096})/i;
/** @see https://tc39.es/ecma426/#sec-linking-through-http-headers */
function headers(entry) {
	const found = [];
	if (!entry.isText) return found;
	const lines = entry.text().split("\n");
	for (const [index, text] of lines.entries()) {
		const url = header.exec(`${text.slice(0, longestUrl)}\n${lines[index + 1]?.slice(0, longestUrl) ?? ""}`)?.[1];
		if (url === void 0 || !/source-?map/i.test(text)) continue;
		found.push(...referencesTo(url, entry.path, index + 1));
	}
	return found;
}

// src/rules/source-map-reference.ts
const sourceMapReference = defineRule({
	id: "source-map-reference",
	title: "A pointer to a source map that is elsewhere",
	catches: "A `sourceMappingURL` that counts (`//#`, the old `//@`, `/*# \u2026 */` in styles, the custom section of a WebAssembly module) and headers `SourceMap` in hosting configuration. A remote address is an error: it tells the world where the source lies, and anyone can try it. An address that names no file of the tarball is a warning: debuggers ask for it in vain. Left alone: mentions in code, strings and prose, and `data:` URLs (inline-source-map).",
	incident: "typescript 5.9.3: lib/_tsc.js and four more files end in `sourceMappingURL=_tsc.js.map`, and no such file ships: every debugger asks for it and fails. With an address on an internal host in its place, the same line tells a stranger where to look for the source.",
	fix: "Build without the comment: esbuild `sourcemap: \"external\"`, webpack `devtool: \"hidden-source-map\"`, rollup and Vite `sourcemap: \"hidden\"`; and keep the maps where only your error tracker gets them.",
	options: noOptions,
	start: () => {
		const local = [];
		return {
			entry(entry) {
				if (entry.kind !== "file") return [];
				return references(entry).flatMap((reference) => {
					if (!isRemote(reference.url)) {
						local.push({
							path: entry.path,
							reference
						});
						return [];
					}
					return {
						path: entry.path,
						...lineOf(reference),
						message: `tells the world where its source map lies: ${shown$1(reference.url)}`,
						fix: "Build this file without the `sourceMappingURL` comment (a hidden source map), and pack again."
					};
				});
			},
			*tarball(tarball) {
				if (local.length === 0) return;
				const shipped = filePaths(tarball);
				for (const { path, reference } of local) {
					if (reference.target !== null && shipped.has(reference.target)) continue;
					yield {
						path,
						...lineOf(reference),
						level: "warn",
						message: `points to a source map that is not in the tarball: ${shown$1(reference.url)}`,
						fix: "Build this file without the `sourceMappingURL` comment (a hidden source map), and pack again."
					};
				}
			}
		};
	}
});
function lineOf({ line }) {
	return line === null ? {} : { line };
}

// src/rules/unlisted-file.ts
const unlistedFile = defineRule({
	id: "unlisted-file",
	title: "File that the policy does not list",
	catches: "Every file and link that no pattern of the policy's `ship` matches, and every one that a `!` pattern of it forbids. README and LICENSE are no exception, although every packer adds them. Left alone: package.json, and everything when the policy has no `ship`.",
	incident: "@anthropic-ai/claude-code 2.1.88 (31 March 2026) shipped `cli.js.map`, 59.8 MB with the source of the whole program, because nothing asked whether anyone had meant that file to ship.",
	fix: "Keep the file out of the package, or add it to `ship` in the policy when it belongs there.",
	options: noOptions,
	start: ({ policy }) => ({ *tarball({ entries }) {
		const { ship } = policy;
		if (ship === null) return;
		const list = compileShip(ship.map((pattern) => pattern.value));
		const [first] = ship;
		const names = new Map(ship.map((pattern) => [pattern.value, pattern]));
		const folderMeant = (path) => foldersOf(path).map((folder) => names.get(folder)).find(Boolean);
		for (const { path, kind } of entries) {
			if (kind === "directory") continue;
			const { ships, pattern } = list.judge(path);
			if (ships) continue;
			const meant = pattern === null ? folderMeant(path) : void 0;
			if (meant !== void 0) {
				yield {
					path,
					message: `is not in the policy's \`ship\` list, where \`${meant.value}\` stands for a file of that name alone; did you mean \`${meant.value}/\`?`,
					fix: `Write \`- ${JSON.stringify(`${meant.value}/`)}\` for \`${meant.value}\` ${belowKey("ship", policy.file)}: with the slash it stands for everything in that folder.`,
					...meant.at && { at: meant.at }
				};
				continue;
			}
			const deciding = pattern === null ? void 0 : ship[pattern];
			const at = (deciding ?? first)?.at ?? null;
			yield {
				path,
				message: deciding === void 0 ? "is not in the policy's `ship` list" : `is forbidden by \`${deciding.value}\` in the policy's \`ship\` list`,
				...at && { at }
			};
		}
	} })
});
/** The folders above a path, as a pattern without a trailing slash would name them. */
function foldersOf(path) {
	const names = path.split("/").slice(0, -1);
	return names.map((_, index) => globFor(names.slice(0, index + 1).join("/")));
}

// src/tarball/repeated-keys.ts
/**
* The repeated keys of a text that is valid JSON, in the order in which they end. Node takes the last of them, and so do npm, pnpm and yarn;
* bun takes the first (measured with 1.4.5: it runs the `postinstall` of the first `scripts`). Without recursion, in linear time.
*/
function repeatedKeys(text) {
	const found = [];
	const levels = [];
	const endValue = (at) => {
		const level = levels.at(-1);
		if (level === void 0 || !level.isObject || level.start < 0) return;
		const value = text.slice(level.start, at).trim();
		const earlier = level.values.get(level.key);
		if (earlier !== void 0 && earlier !== value) found.push({
			field: levels.flatMap(({ isObject, key }) => isObject ? [key] : []).join("."),
			at
		});
		level.values.set(level.key, value);
		level.start = -1;
	};
	for (let at = 0; at < text.length; at++) switch (text[at]) {
		case "{":
		case "[":
			levels.push({
				isObject: text[at] === "{",
				values: /* @__PURE__ */ new Map(),
				key: "",
				start: -1
			});
			break;
		case "}":
		case "]":
			endValue(at);
			levels.pop();
			break;
		case ",":
			endValue(at);
			break;
		case "\"": {
			const end = endOfString(text, at);
			const level = levels.at(-1);
			if (level?.isObject === true && level.start < 0) {
				level.key = String(JSON.parse(text.slice(at, end)));
				level.start = text.indexOf(":", end) + 1;
			}
			at = end - 1;
			break;
		}
	}
	let line = 1;
	let counted = 0;
	return found.map(({ field, at }) => {
		for (; counted < at; counted++) if (text[counted] === "\n") line++;
		return {
			field,
			line
		};
	});
}
/** Behind the closing quotation mark of the string that starts at `at`. */
function endOfString(text, at) {
	let end = at + 1;
	while (end < text.length && text[end] !== "\"") end += text[end] === "\\" ? 2 : 1;
	return end + 1;
}

// src/rules/publish-config.ts
/**
* Every setting of npm 10 to 12 but those that say what a package is and for whom: `npm publish` takes them all from `publishConfig`
* (measured), the connection and the files that it reads among them. A test holds the list against the three.
* @see https://docs.npmjs.com/cli/using-npm/config
* @see https://github.com/npm/cli/blob/latest/lib/commands/publish.js
*/
const settings = new Set(`
  _auth all allow-directory allow-file allow-git allow-remote allow-same-version allow-scripts
  allow-scripts-pending allow-scripts-pin allow-unused-patches also audit audit-level auth-type before
  bin-links bypass-2fa ca cache cache-max cache-min cafile call cert cidr color commit-hooks
  dangerously-allow-all-scripts depth dev diff diff-dst-prefix diff-ignore-all-space diff-name-only
  diff-no-prefix diff-src-prefix diff-text diff-unified dry-run edit-dir editor engine-strict
  expect-result-count expect-results expires extension-file fetch-retries fetch-retry-factor
  fetch-retry-maxtimeout fetch-retry-mintimeout fetch-timeout force foreground-scripts format-package-lock
  fund git git-tag-version global global-ignore-file global-style globalconfig heading https-proxy if-present
  ignore-existing ignore-extension ignore-patch-failures ignore-scripts include include-attestations
  include-staged include-workspace-root init-author-email init-author-name init-author-url init-license
  init-module init-private init-type init-version init.author.email init.author.name init.author.url
  init.license init.module init.version install-links install-strategy json keep-edit-dir key legacy-bundling
  legacy-peer-deps link local-address location lockfile-version loglevel logs-dir logs-max long maxsockets
  message min-release-age min-release-age-exclude node-gyp node-options noproxy offline omit
  omit-lockfile-registry-resolved only optional orgs orgs-permission otp pack-destination package package-lock
  package-lock-only packages packages-all packages-and-scopes-permission parseable password patches-dir
  prefer-dedupe prefer-offline prefer-online prefix preid production progress provenance-file proxy read-only
  rebuild-bundle replace-registry-host save save-bundle save-dev save-exact save-optional save-peer
  save-prefix save-prod sbom-format sbom-type scopes script-shell searchexclude searchlimit searchopts
  searchstaleness shell shrinkwrap sign-git-commit sign-git-tag strict-allow-scripts strict-npmrc
  strict-peer-deps strict-ssl tag-version-prefix timing to token-description umask unicode update-notifier
  usage user-agent userconfig versions viewer which workspace workspaces workspaces-update yes
`.match(/\S+/g));
/**
* The settings that a package may have there. `name`, `browser`, `os`, `cpu` and `libc` are fields of the manifest as well, which pnpm and
* yarn put into it when they pack.
* @see https://pnpm.io/package_json#publishconfig
* @see https://yarnpkg.com/configuration/manifest#publishConfig
*/
const ofThePackage = /* @__PURE__ */ new Set([
	"access",
	"registry",
	"tag",
	"scope",
	"provenance",
	"name",
	"version",
	"description",
	"browser",
	"os",
	"cpu",
	"libc"
]);
/** Whoever copies the object as it is (lerna) obeys any spelling that its own client knows. */
const otherSpellings = /proxy|^(?:strict-?ssl|ca|ca-?file|cert|cert-?file|key|key-?file|local-?address|dry-?run|user-?config|global-?config|prefix|cache|otp|auth-?type|node-?options|script-?shell)$|auth(?!or)|token|password/i;
/**
* A key of `publishConfig` with which a manifest leads the publishing itself elsewhere. A scope's registry (`@acme:registry`) only names a
* place, as `registry` does; what begins with `//` belongs to the credentials for one.
*/
function steersNpm(key) {
	if (ofThePackage.has(key) || /^@[^/:]+:registry$/.test(key)) return false;
	return settings.has(key) || key.startsWith("//") || otherSpellings.test(key);
}

// src/rules/unsafe-entry.ts
/**
* Names that Windows keeps for devices, alone or before an ending, with digits in superscript too.
* @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
*/
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[. :]|$)/i;
/** Bytes in one name, and in a path: what the common file systems and systems take. */
const longestName = 255;
const longestPath = 4096;
/** Folders in a path, its last name and the root among them, beyond which npm drops an entry. @see https://github.com/isaacs/node-tar (`maxDepth`) */
const deepest = 1024;
/** What Windows makes of a long name: six characters, `~` and a number, an ending of three. */
const shortForm = /^[^.~]{1,6}~[1-9]\d{0,5}(?:\.[^.]{0,3})?$/;
/**
* Characters that turn the direction of what is read or are not to be seen, and that HFS+ passes over. Those that join letters of some
* scripts and emoji count beside ASCII only.
* @see https://developer.apple.com/library/archive/technotes/tn/tn1150.html#UnicodeSubtleties
*/
const unseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[!-~][\u200c\u200d]|[\u200c\u200d][!-~]/;
const fix = "Pack again with a packer that writes plain files with clean names below one folder, and rename what is named here.";
const unsafeEntry = defineRule({
	id: "unsafe-entry",
	title: "Entry that not every reader sees alike",
	catches: "Links, devices and unknown kinds of entry; names with `..`, a leading slash, a backslash, a colon or a control, invisible or turning character, names that Windows keeps for devices, cannot have, shortens to those of others or cannot end in, names too long for a file system or in more folders than npm unpacks; two entries of one name, also when only letter case or Unicode form tells them apart, or when one is a folder of the other; entries outside the one root folder; files with set-user-id or set-group-id bits. Package managers drop, rename or overwrite such entries, each in its own way, so that what was read is not what is installed. Also raw headers outside the profile of an honest packer: another tar dialect, old type flags, names that are not UTF-8, fields that are no plain octal number, bytes hidden beside or between entries; a key that package.json has twice with two values; settings of npm in `publishConfig`, but those that say what the package is and for whom. Where package managers install different files, neither a waiver nor a level lets it pass; an archive whose blocks themselves can be read in two ways is not judged at all. Left alone: directory entries, which yarn 1 writes, and the long-name headers of pnpm 12.",
	incident: "colors and ms once shipped `README.md` beside `ReadMe.md` or `readme.md`; an application that bundled them could not be copied to a Mac (2018). npm drops links in silence: a hard-linked source file becomes an empty entry that nobody gets.",
	fix,
	options: noOptions,
	alwaysRuns: true,
	start: () => ({ *tarball(tarball) {
		for (const { path, message } of tarball.irregularities) yield {
			...path === null ? {} : { path },
			message,
			fix,
			waivable: false
		};
		const twins = new Twins(tarball);
		for (const entry of tarball.entries) {
			const reasons = isOrdinary(entry, tarball) ? twins.reasons(entry) : [
				...kindReasons(entry),
				...nameReasons(entry),
				...placeReasons(entry, tarball),
				...twins.reasons(entry)
			];
			if (reasons.length > 0) yield problemOf(entry, reasons);
		}
		const { publishConfig } = tarball.manifest;
		for (const key of isRecord(publishConfig) ? Object.keys(publishConfig) : []) {
			if (!steersNpm(key)) continue;
			yield {
				path: "package.json",
				field: `publishConfig.${key}`,
				message: "is a setting of npm's own and not of the package: `npm publish` obeys it, and may send its token elsewhere",
				fix: "Take it out: settings of npm belong into the job that publishes.",
				waivable: false
			};
		}
		for (const { field, line } of repeatedKeys(tarball.manifestText)) yield {
			path: "package.json",
			field,
			line,
			message: "stands twice in package.json, with two values: npm, pnpm and yarn take the last one, bun takes the first",
			fix: `Keep one \`${field}\` in package.json.`
		};
	} })
});
function problemOf(entry, reasons) {
	return {
		path: entry.path === "" ? entry.archivePath : entry.path,
		message: reasons.map(([, clause]) => clause).join("; "),
		fix,
		...reasons.some(([kind]) => kind === "differs") ? { waivable: false } : {}
	};
}
/** Nearly every entry: neither its kind nor its name nor its place can give a reason. */
function isOrdinary({ kind, mode, archivePath }, { rootFolder }) {
	return kind === "file" && (mode & 3072) === 0 && isPlain(archivePath) && archivePath.startsWith(rootFolder) && archivePath.charAt(rootFolder.length) === "/";
}
function* kindReasons({ kind, linkTarget, mode }) {
	if (kind === "symlink") yield ["differs", `is a symbolic link to \`${linkTarget ?? ""}\`: npm drops it, other package managers install it`];
	if (kind === "hardlink") yield ["differs", `is a hard link to \`${linkTarget ?? ""}\` without content: npm drops it, other package managers may not`];
	if (kind === "device" || kind === "fifo") yield ["differs", "is a device or pipe, which no package has use for"];
	if (kind === "other") yield ["differs", "is of a kind that package managers do not know"];
	if (kind === "file" && (mode & 3072) !== 0) yield ["alike", `has ${mode & 2048 ? "set-user-id" : "set-group-id"} permission (mode ${(mode & 4095).toString(8)}), and npm keeps it`];
}
function* nameReasons({ archivePath, kind }) {
	if (isPlain(archivePath)) return;
	if (archivePath.startsWith("/")) yield ["differs", "has an absolute path"];
	const names = archivePath.replace(/^\//, "").split("/");
	if (kind === "directory" && names.at(-1) === "") names.pop();
	if (names.includes("..")) yield ["differs", "has `..` in its path, which leads out of the package"];
	if (names.includes(".") || names.includes("")) yield ["differs", "has an empty or `.` part in its path"];
	if (archivePath.includes("\\")) yield ["differs", "has a backslash in its name, which Windows takes for a folder"];
	if (archivePath.includes(":")) yield ["differs", "has a colon in its name: npm installs it under another one, and Windows cannot have it"];
	if (/[\u0000-\u001f\u007f-\u009f]/.test(archivePath)) yield ["differs", "has a control character in its name"];
	if (/[<>|"?*]/.test(archivePath)) yield ["alike", "has a character in its name that Windows cannot have, and gets another name there"];
	if (names.some((name) => shortForm.test(name))) yield ["alike", "has a name in the short form of Windows, which can stand for another file there"];
	if (unseen.test(archivePath)) yield ["alike", "has a character in its name that is not to be seen, or turns its direction"];
	if (names.length === 2 && names[1] === "__proto__") yield ["differs", "has the name `__proto__`, under which not every package manager installs a file"];
	if (names.length > deepest) yield ["differs", "lies in so many folders that npm drops it"];
	if (names.some((name) => windowsDevice.test(name))) yield ["alike", "has a name that Windows keeps for a device"];
	if (names.some((name) => /[^.][. ]$/.test(name))) yield ["alike", "has a name that ends in a dot or space, which Windows cuts off"];
	if (names.some((name) => Buffer.byteLength(name) > longestName) || Buffer.byteLength(archivePath) > longestPath) yield ["differs", "has a name that is longer than file systems allow"];
}
/** Nearly every name: nothing in it can give a reason. */
function isPlain(archivePath) {
	return archivePath.length <= longestName && /^[\w@+()[\]{}$,=~%!#&'-][\w@+()[\]{}$,=~%!#&'./-]*$/.test(archivePath) && !/\/\/|\/\.{1,2}(?:\/|$)|\.(?:\/|$)|\/$|(?:^|\/)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)\d)(?:[./]|$)|~[1-9]|\/__proto__$/i.test(archivePath);
}
function* placeReasons({ archivePath, kind }, { rootFolder }) {
	const root = archivePath.split("/", 1)[0] ?? "";
	if (!archivePath.includes("/") && kind !== "directory") yield ["differs", "lies at the top level of the archive, where package managers drop the name itself"];
	else if (root !== rootFolder && root !== "") yield ["differs", `lies below \`${root}/\`, not below \`${rootFolder}/\` with the rest, and is installed over what is there`];
}
const none = [];
/** Entries that would be one file on a file system without letter case, or after the root folder is dropped. */
var Twins = class {
	/** Folded path \u2192 path of the first entry of that name that is no directory. */
	#files = /* @__PURE__ */ new Map();
	/** Folded folders that hold something or have an entry of their own, with the spelling met first. */
	#folders = /* @__PURE__ */ new Map();
	constructor({ entries }) {
		const above = /* @__PURE__ */ new Set();
		const add = (folder) => {
			const key = folded$1(folder);
			if (!this.#folders.has(key)) this.#folders.set(key, folder);
		};
		for (const { path, kind, archivePath } of entries) {
			if (kind === "directory" && archivePath.includes("/") && !path.endsWith("/")) add(path);
			for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
				const folder = path.slice(0, slash);
				if (above.has(folder)) break;
				above.add(folder);
				add(folder);
			}
		}
	}
	reasons({ path, kind }) {
		if (kind === "directory") return none;
		const key = folded$1(path);
		const first = this.#files.get(key);
		const folder = this.#folders.get(key);
		if (first === void 0) {
			this.#files.set(key, path);
			if (folder === void 0) return none;
		}
		const reasons = [];
		if (first === path) reasons.push(["differs", "comes twice in the archive: the later one is installed over the earlier"]);
		else if (first !== void 0) reasons.push([isReadByName(path) ? "differs" : "alike", `differs from \`${first}\` only in letter case or Unicode form: one is installed over the other on macOS and Windows`]);
		if (folder !== void 0) reasons.push(["differs", `has the name of the folder \`${folder}/\``]);
		return reasons;
	}
};
/** Files of a package that package managers look up by name, and from which they take scripts and places of dependencies. */
function isReadByName(path) {
	return /^(?:(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\/)?(?:package\.json|npm-shrinkwrap\.json|binding\.gyp)$/iu.test(path);
}
/** Equal for paths that a case-blind, form-blind file system takes for one. Upper case last: it also joins `\u00df` and `ss`, `\u03c2` and `\u03c3`. */
function folded$1(path) {
	if (/^[\u0000-\u007f]*$/.test(path)) return path.toUpperCase();
	return path.toLowerCase().toUpperCase().normalize("NFC");
}

// src/rules/unused-waiver.ts
/** Said by the judge, once all packages of a run are judged; see waiverFindings. */
const unusedWaiver = defineRule({
	id: "unused-waiver",
	title: "A waiver that covers nothing",
	catches: "A waiver that matched no finding in any package of the run: the file is gone or mended, or the glob is misspelled. A waiver for another audience is left alone, and so are all of them when packages of the workspace were left out or could not be judged.",
	incident: "No public case by name: a waiver left behind waits for the next file of that name, and then nobody is asked.",
	fix: "Delete the waiver, or correct its `files`.",
	options: noOptions,
	start: () => ({})
});

// src/rules/index.ts
/** What an archive can hide from the gate: the rules that also look one level into one. */
const handedOut = [
	privateKey,
	secret,
	secretFile,
	sourceMap,
	inlineSourceMap,
	embeddedSource,
	coreDump,
	databaseFile,
	forbiddenText,
	hiddenUnicode
];
/** Every rule, in the order in which reports show their findings: what hands out most comes first. */
const allRules = [
	unsafeEntry,
	privateKey,
	secret,
	secretFile,
	coreDump,
	databaseFile,
	sourceMap,
	inlineSourceMap,
	embeddedSource,
	sourceMapReference,
	forbiddenText,
	hiddenUnicode,
	lifecycleScript,
	localDependency,
	manifestMismatch,
	privatePackage,
	unlistedFile,
	missingFile,
	artifactList,
	sizeLimit,
	nestedArchiveRule(handedOut),
	...pathRules,
	nativeBinary,
	debugSymbols,
	machinePath,
	media,
	brokenEntryPoint,
	binHygiene,
	missingLicense,
	missingReadme,
	policyRelaxed,
	expiredWaiver,
	unusedWaiver
];

// src/judged.ts
/** package.json in the tarball and in the folder lead to different policies: a script changed one of them. */
var PolicyMoved = class extends CouldNotJudge {
	kind = "policy-moved";
	constructor(file, place, policy, inForce) {
		super(`package.json in ${file} asks for another policy (audience ${inForce.audience}) than the one ${place} (audience ${policy.audience}): mend the script that changes \`name\` or \`publishConfig\`.`);
	}
};
/** Reads the tarball once, from its first byte to its last, with every rule looking on. */
async function judge(ready, request, loaded, note) {
	const { file, source, manifest: known } = ready;
	request.observer.progress(`Judging ${file}`);
	const policy = known === null ? loaded.resolve({
		name: "",
		audience: "public"
	}) : policyFor(loaded, known, request);
	const before = ready.base === null || judgeAlike(ready.base.policy, policy) ? null : ready.base;
	const policies = [policy, ready.base?.policy ?? null];
	const baseline = known === null ? null : releaseFor(known, ready.releases, policies, request.baseline, note);
	const inspection = inspect(allRules, policy, source, baseline);
	const sourceBefore = {
		...source,
		artifactList: before?.list ?? null
	};
	const inspectionBefore = before && inspect(allRules, before.policy, sourceBefore, baseline);
	const tarball = await readTarball(file, (entry) => {
		request.abort.throwIfAborted();
		inspection.entry(entry);
		inspectionBefore?.entry(entry);
	});
	if (known !== null) expectSamePackage(tarball, known);
	const about = {
		rules: allRules,
		tarball,
		today: request.today
	};
	const inForce = policyFor(loaded, tarball.manifest, request);
	if (!judgeAlike(policy, inForce)) throw new PolicyMoved(file, "in its folder", policy, inForce);
	if (ready.audience === "public" && inForce.audience !== "public") {
		const planned = loaded.resolve({
			name: tarball.manifest.name,
			audience: "public"
		});
		if (!judgeAlike(planned, inForce)) throw new PolicyMoved(file, "in its folder before the scripts ran", planned, inForce);
	}
	const judgement = decide({
		...about,
		statements: inspection.conclude(tarball),
		policy: inForce,
		source
	});
	const judgementBefore = before && inspectionBefore && decide({
		...about,
		statements: inspectionBefore.conclude(tarball),
		policy: before.policy,
		source: sourceBefore
	});
	for (const mask of [...judgement.masks, ...judgementBefore?.masks ?? []]) request.observer.mask(mask);
	const relaxed = before && judgementBefore ? relaxations({
		policy: before.policy,
		...judgementBefore.waivers
	}, {
		policy: inForce,
		...judgement.waivers
	}, source) : [];
	const { report } = judgement;
	return {
		report: {
			...report,
			findings: relaxed.length === 0 ? report.findings : inOrder([...report.findings, ...relaxed], allRules),
			directory: source.directory,
			packedWith: source.packedWith,
			audience: inForce.audience
		},
		waivers: judgement.waivers,
		policy: inForce,
		base: before?.policy ?? null
	};
}
/** The report of a judged tarball, which is moved to the place where it stays: a ready one is left where the user has it. */
async function keep({ report }, { subject, file }, { store }) {
	if (subject.kind === "tarball" && subject.packedFrom === void 0 || store === null) return report;
	return {
		...report,
		tarball: {
			...report.tarball,
			path: await store.keep(file, report.tarball.integrity)
		}
	};
}

// src/judged-ahead.ts
/**
* Judges large tarballs while others are still being packed, one at a time. A small one can wait: at the end it takes a millisecond, and
* three beside managers that keep every core at work. Scripts that run meanwhile can change a tarball, or what else is
* read for it, so a judgement made ahead counts only when, with no script left to run, all that it was made of is found unchanged: every
* byte of the tarball, by its sha512, and what the work tree says of the package. Whatever is not so, or went wrong, is judged anew.
*/
var JudgedAhead = class {
	#plans;
	#request;
	#repository;
	#loaded;
	#early = /* @__PURE__ */ new Map();
	/** The last file that was told of each package. */
	#told = /* @__PURE__ */ new Map();
	#waiting = /* @__PURE__ */ new Map();
	#working = null;
	#isOver = false;
	/** The last judgement that was begun anew, when it has ended. */
	#turn = Promise.resolve();
	constructor(plans, request, repository, loaded) {
		this.#plans = new Map(plans.flatMap((plan) => plan.subject.kind === "package" ? [[plan.subject.package, plan]] : []));
		this.#request = request;
		this.#repository = repository;
		this.#loaded = loaded;
	}
	/** A tarball that seems to be whole. */
	arrived(item, tarball) {
		if (this.#isOver || this.#told.get(item) === tarball.file) return;
		this.#told.set(item, tarball.file);
		if (!isLarge(tarball.file)) return;
		this.#waiting.set(item, tarball);
		this.#working ??= this.#work();
	}
	/** Everything is packed: what has not begun is left, and what has is waited for. */
	async end() {
		this.#isOver = true;
		this.#waiting.clear();
		await this.#working;
	}
	/** The judgement of a tarball. Call it when no script runs any more, and with what was read since. */
	async judge(ready, note) {
		const early = ready.subject.kind === "package" ? this.#early.get(ready.subject.package) : void 0;
		if (early === void 0 || !isUnchanged(early, ready)) return this.#inTurn(ready, note);
		for (const sentence of early.notes) note(sentence);
		return early.judged;
	}
	/**
	* One at a time, so that only one entry's content is in memory. Signals are heard in between: nothing is waited for while a small
	* tarball is judged.
	*/
	#inTurn(ready, note) {
		const turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve))).then(() => judge(ready, this.#request, this.#loaded, note));
		this.#turn = turn.catch(() => {});
		return turn;
	}
	async #work() {
		for (const [item, tarball] of this.#waiting) {
			this.#waiting.delete(item);
			const early = await this.#judgeNow(item, tarball).catch(() => null);
			if (early === null) this.#early.delete(item);
			else this.#early.set(item, early);
		}
		this.#working = null;
	}
	async #judgeNow(item, tarball) {
		const plan = this.#plans.get(item);
		if (plan === void 0) throw new Error(`${item.manifest.name} was not planned`);
		const ready = await prepare(plan, /* @__PURE__ */ new Map([[item, tarball]]), this.#request, this.#repository);
		const notes = [];
		return {
			ready,
			judged: await judge(ready, this.#request, this.#loaded, (sentence) => notes.push(sentence)),
			notes
		};
	}
};
/** Not when a script took it away, or barred the way to it. */
function isLarge(file) {
	try {
		return statSync(file).size > smallFile;
	} catch {
		return false;
	}
}
/** Whether a judgement of `ready` would be the one that was made: a judgement depends on nothing else. */
function isUnchanged({ ready: before, judged }, ready) {
	const { integrity } = judged.report.tarball;
	return isDeepStrictEqual(before, ready) && integrityOf(ready.file) === integrity;
}
function integrityOf(file) {
	const sha512 = createHash("sha512");
	for (const part of partsOf(openRegularFile(file))) sha512.update(part);
	return `sha512-${sha512.digest("base64")}`;
}

// src/policy/files.ts
/** Largest policy file, in bytes. */
const largest$1 = 1048576;
/** The files below a folder. A path that leaves the folder or goes through a symbolic link is refused: it would be another file than the one under review. */
function folderFiles(root) {
	return { read: async (path) => {
		const segments = segmentsWithin(path);
		for (let length = 1; length <= segments.length; length++) {
			const part = segments.slice(0, length).join("/");
			const last = length === segments.length;
			const facts = await unlessAbsent(lstat(join$1(root, part)));
			if (facts === null) return null;
			if (facts.isSymbolicLink()) throw throughLink(path, part);
			if (last && facts.isDirectory()) throw isFolder(path);
			if (last && !facts.isFile()) throw new PolicyFileError(`The policy ${quote$2(path)} is not a regular file; put a YAML file there.`);
		}
		const file = await unlessAbsent(open(join$1(root, path), constants$2.O_RDONLY | (constants$2.O_NOFOLLOW ?? 0)));
		if (file === null) return null;
		try {
			return decode(path, await readBounded(file));
		} finally {
			await file.close();
		}
	} };
}
/** The same files, and the set that receives every path that is asked for, whether or not there is such a file. */
function recorded(files, paths) {
	return { read: (path) => {
		paths.add(path);
		return files.read(path);
	} };
}
/** The parts of a path that stays in its tree. Throws PolicyFileError when it leaves it. */
function segmentsWithin(path) {
	const segments = path.split("/");
	if (path.startsWith("/") || /[\\\0]|^[A-Za-z]:/.test(path) || segments.includes("..")) throw new PolicyFileError(`The policy path ${quote$2(path)} leaves the folder that is judged; name a file inside it.`);
	return segments;
}
function throughLink(path, link) {
	return new PolicyFileError(`The policy ${quote$2(path)} is reached through the symbolic link ${quote$2(link)}; put the file itself there.`);
}
function isFolder(path) {
	return new PolicyFileError(`The policy ${quote$2(path)} is a folder; name the YAML file.`);
}
/** Null when there is no such file, or a part of its path is itself a file. */
async function unlessAbsent(action) {
	try {
		return await action;
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : null;
		if (code === "ENOENT" || code === "ENOTDIR") return null;
		throw new PolicyFileError(`The policy cannot be read (${String(code)}); check its permissions.`, { cause: error });
	}
}
/** At most one byte more than a policy may have. */
async function readBounded(file) {
	const buffer = Buffer.alloc(1048577);
	let length = 0;
	while (length <= largest$1) {
		const { bytesRead } = await file.read(buffer, length, buffer.length - length);
		if (bytesRead === 0) return buffer.subarray(0, length);
		length += bytesRead;
	}
	return buffer;
}
/** The text of a policy file. Throws PolicyFileError when it is too large, or no UTF-8. */
function decode(path, bytes) {
	if (bytes.length > largest$1) throw new PolicyFileError(`The policy ${quote$2(path)} is larger than 1 MiB; no policy needs that, name the right file.`);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		throw new PolicyFileError(`The policy ${quote$2(path)} is not UTF-8 text; save it as UTF-8.`, { cause: error });
	}
}

// src/report/report.ts
/** Name of the shape of a JSON report; the number changes whenever the shape does. */
const SCHEMA = "lastgate-report/1";

// src/shard.ts
/** What the input and the option accept, for messages. */
const acceptedShares = "one share of the packages, such as 2/5 for the second of five";
/** As users write it; null when it is none. */
function parseShare(value) {
	const [, index, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(value) ?? [];
	const share = {
		index: Number(index),
		of: Number(of)
	};
	return share.index <= share.of && share.of <= 999 ? share : null;
}
/** Whether the subject at a position, from 0, falls to a share: they are dealt out in turn, so that large neighbours are spread. */
function fallsTo(position, share) {
	return share === null || position % share.of === share.index - 1;
}

// src/pack/members.ts
/**
* Every folder of the workspace whose root this is, the root first if it is a package; null when it is no workspace. A member whose
* package.json cannot be read is not listed: discovery says what is wrong with it.
*/
async function membersOf(root) {
	const own = await isRushRoot(root) ? null : await manifestIn(root);
	const { workspaceFolders } = await import("./workspace.js");
	const folders = await workspaceFolders(root, own ?? {});
	if (folders === null) return null;
	const members = own === null ? [] : [memberOf(root, own, true)];
	for (const folder of folders) {
		const manifest = await manifestIn(folder);
		if (manifest !== null) members.push(memberOf(folder, manifest, false));
	}
	return members;
}
/** The workspace that a package belongs to although its folder is no workspace itself, looked for up to `top`; else the package alone. */
async function workspaceAround(directory, top) {
	for (let above = dirname(directory); pathWithin(top, above) !== null; above = dirname(above)) {
		const members = await membersOf(above).catch(asNone);
		if (members?.some((member) => member.directory === directory)) return members;
		if (above === dirname(above)) break;
	}
	return [memberOf(directory, (await readManifest(directory, directory)).value, false)];
}
function memberOf(directory, manifest, isRoot) {
	const { private: isPrivate, name, version } = manifest;
	const [named, versioned] = [name !== void 0, version !== void 0];
	return {
		directory,
		manifest,
		isRoot,
		ships: isPrivate !== true && (isRoot ? named && versioned : named || versioned)
	};
}
/** Null where there is none that can be read. */
async function manifestIn(folder) {
	return readManifest(folder, folder).then(({ value }) => value, asNone);
}
function asNone(error) {
	if (error instanceof CouldNotJudge) return null;
	throw error;
}

// src/subjects.ts
/** Every tarball and package that the targets name. What is wrong with one of them becomes a failure. */
async function findSubjects(targets, request, { root }, collected) {
	const subjects = /* @__PURE__ */ new Map();
	const members = /* @__PURE__ */ new Map();
	for (const target of targets) await collected.during(target, null, async () => {
		const { folder, packageManager: manager } = request;
		const found = await discover(target, {
			folder,
			manager
		});
		if (found.kind === "tarballs") {
			for (const file of found.files) {
				const label = found.files.length === 1 ? target : basename(file);
				subjects.set(file, {
					kind: "tarball",
					label,
					file
				});
			}
			return;
		}
		for (const failure of found.failures) collected.fail(failure, target);
		for (const item of found.packages) subjects.set(item.directory, {
			kind: "package",
			label: item.manifest.name,
			package: item
		});
		if (found.skippedPrivate.length > 0) collected.note(privateNote(found.skippedPrivate));
		if (request.changedOnly === null && found.packages.some(({ directory }) => directory !== found.root) || members.has(found.root)) return;
		for (const member of await membersOf(found.root) ?? await workspaceAround(found.root, root)) members.set(member.directory, member);
	});
	return {
		found: [...subjects.values()],
		members: [...members.values()]
	};
}
function privateNote(names) {
	return names.length === 1 ? `1 private package was left out: ${names[0]}.` : `${names.length} private packages were left out: ${names.join(", ")}.`;
}
/** Whether the workspaces have packages for the registry that the subjects leave out. */
function isPartial({ members }, subjects) {
	const judged = new Set(subjects.flatMap((each) => each.kind === "package" ? each.package.directory : []));
	return members.some(({ ships, directory }) => ships && !judged.has(directory));
}
/** The subjects for a list, each folder as `directoryOf` says it, which gets it absolute and with its links resolved. */
function listed(subjects, directoryOf) {
	return subjects.map((each) => ({
		name: each.label,
		directory: each.kind === "package" ? directoryOf(each.package.directory) : null
	}));
}
/** A folder as a target that starts at another one, both absolute and real: with `/`, and `.` for the same. */
function asTarget(folder, from) {
	return relative(from, folder).split(sep).join("/") || ".";
}

// src/unmatched-packages.ts
/**
* One note for each key of the policy's `packages` that no package has, because a slip there drops what the policy asks of one. With
* git every package.json of the repository counts, not only the `judged` ones; without it nobody knows the others.
*/
async function unmatchedNotes(policy, judged, { root, tracked }) {
	if (policy.unmatchedPackages(judged).length === 0) return [];
	const files = await tracked();
	const others = files === null ? [] : await namesIn(root, files);
	const known = [.../* @__PURE__ */ new Set([...judged, ...others])].sort();
	const whose = files === null ? "that was judged" : "of the repository";
	return policy.unmatchedPackages(known).map(({ value, at }) => {
		const place = at === null ? "the policy" : `${at.file}:${at.line}`;
		const rest = didYouMean(value, known) || ": correct it, or take it out.";
		return `\`packages\` in ${place} names \`${value}\`, and no package ${whose} is called so${rest}`;
	});
}
/** What the package.json files among the paths call their packages; one that cannot be read names none. */
async function namesIn(root, files) {
	const names = [];
	for (const file of files) {
		if (file !== "package.json" && !file.endsWith("/package.json")) continue;
		const manifest = json$1((await readFile(join$1(root, file), "utf8").catch(() => "")).replace(/^\uFEFF/, ""));
		if (isRecord(manifest) && typeof manifest.name === "string") names.push(manifest.name);
	}
	return names;
}
function json$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

// src/gate.ts
/** Nothing was there to judge, and green would be a lie. */
var NothingJudged = class extends CouldNotJudge {
	kind = "nothing-judged";
	constructor() {
		super("There was nothing to judge: name a package folder, a workspace root or a .tgz.");
	}
};
/** How many packed tarballs are looked at at once; they are judged one at a time. */
const lookedAtOnce = 8;
/**
* The whole story: discover \u2192 changed \u2192 shard \u2192 pack \u2192 read \u2192 judge \u2192 report. What cannot be judged becomes a failure of the report and
* hides nothing of what can be. Only a bug throws. A judgement counts when everything is packed and no script of the project runs any
* more, so that none can change what was judged: what was judged ahead, while others were packed, must be found unchanged then.
*/
async function gate(request) {
	const collected = new Collected();
	const judged = [];
	const scope = nothingKnown();
	await collected.during(null, null, async () => {
		const { repository, loaded, basePolicy, names, subjects, byCommand } = await survey(request, collected, scope);
		const planOf = (subject) => plan(subject, request, repository, loaded, basePolicy);
		const plans = [];
		const share = subjects.map((value, position) => ({
			value,
			position
		})).filter(({ position }) => fallsTo(position, request.shard));
		if (byCommand.length > 0 || share.some(({ value }) => value.kind === "package")) await repository.tracked();
		for (const { value: subject, position } of share) await collected.during(subject.label, position, async () => {
			plans.push({
				position,
				value: await planOf(subject)
			});
		});
		const commandTargets = [];
		for (const target of byCommand) await collected.during(target, null, async () => {
			commandTargets.push(await readTarget(target, request, planOf));
		});
		for (const target of commandTargets) await collected.during(target.target, null, async () => {
			const step = {
				plan: planOf,
				collected
			};
			const planned = await planByCommand(target, request.packCommand ?? "", request, step);
			for (const value of planned) plans.push({
				position: subjects.length + plans.length,
				value
			});
		});
		const all = plans.map(({ value }) => value);
		const ahead = new JudgedAhead(all, request, repository, loaded);
		const packed = await packPackages(all, request, loaded, (item, tarball) => ahead.arrived(item, tarball)).finally(() => ahead.end());
		await atOnce(plans, lookedAtOnce, ({ position, value: each }) => collected.during(each.subject.label, position, async () => {
			request.abort.throwIfAborted();
			const ready = await prepare(each, packed, request, repository);
			const note = (sentence) => collected.note(sentence, position);
			const result = await ahead.judge(ready, note);
			judged.push({
				position,
				value: {
					...result,
					report: await keep(result, ready, request)
				}
			});
		}));
		expectTold([...share, ...plans].map(({ position }) => position), [...judged, ...collected.failures]);
		if (byCommand.length > 0 && plans.length === 0 && collected.failures.length === 0) throw new NothingJudged();
		const packedNames = judged.map(({ value }) => value.report.name);
		for (const note of await unmatchedNotes(loaded, [...names, ...packedNames], repository)) collected.note(note);
	});
	const waivers = waiverFacts(inOrder$2(judged).map(({ value }) => value), scope.partial);
	return conclude({
		enforced: request.enforce,
		policy: scope.policy,
		packages: judged.map(({ position, value }) => ({
			position,
			value: value.report
		})),
		failures: collected.failures.map(({ position, value }) => ({
			position,
			value: withoutCredentialsIn(value, request)
		})),
		notes: collected.notes,
		waivers,
		shard: request.shard && {
			...request.shard,
			commit: scope.commit,
			subjects: scope.subjects
		}
	});
}
/** Green without having looked would be the worst outcome, so a subject that got lost on the way is a bug that shows. */
function expectTold(due, told) {
	const positions = new Set(told.map(({ position }) => position));
	const lost = due.filter((position) => !positions.has(position));
	if (lost.length > 0) throw new Error(`Nothing was told of ${lost.length} of ${due.length} subjects`);
}
/** Discovers what `gate` would judge and judges nothing: a list, and why it may not be whole. */
async function list(request) {
	const collected = new Collected();
	const scope = nothingKnown();
	await collected.during(null, null, async () => {
		await survey(request, collected, scope);
	});
	return collected;
}
function nothingKnown() {
	return {
		policy: {
			file: null,
			extends: []
		},
		commit: null,
		subjects: null,
		partial: false
	};
}
/** Everything before the first script runs: the policy, and what there is to judge by it. */
async function survey(request, collected, scope) {
	const repository = await openRepository(request);
	if (request.shard !== null) scope.commit = await checkedOut(repository.root, request.env);
	const policyPaths = /* @__PURE__ */ new Set();
	const files = recorded(folderFiles(repository.root), policyPaths);
	const file = await policyFile(request, repository, files);
	scope.policy = {
		file,
		extends: []
	};
	const loaded = await loadPolicy({
		file,
		files,
		presets: request.presets,
		rules: allRules
	});
	scope.policy = loaded;
	const basePolicy = await policyOfBase(request, repository, file, files);
	if (basePolicy?.note != null) collected.note(basePolicy.note);
	const { byCommand, others } = await splitTargets(request);
	const discovered = await findSubjects(others, request, repository, collected);
	if (discovered.found.length === 0 && byCommand.length === 0 && collected.failures.length === 0) throw new NothingJudged();
	const { subjects, note } = await changedSubjects(discovered, {
		request,
		repository,
		loaded,
		policyPaths
	});
	if (note !== null) collected.note(note);
	scope.partial = isPartial(discovered, subjects);
	scope.subjects = listed(subjects, (directory) => pathWithin(repository.root, directory));
	const from = await realpath(request.folder);
	request.observer.found(listed(subjects, (directory) => asTarget(directory, from)));
	return {
		repository,
		loaded,
		basePolicy,
		names: discovered.members.flatMap(({ manifest: { name } }) => typeof name === "string" ? name : []),
		subjects,
		byCommand
	};
}
async function openRepository({ folder, targets, env }) {
	const root = await rootOf$1(targets, folder, env);
	let asked = null;
	return {
		root,
		machinePaths: await machinePathsOf(root),
		tracked() {
			asked ??= trackedFiles(root, env);
			return asked;
		}
	};
}
/** Relative to the root; null when there is none and `recommended` applies. */
async function policyFile({ folder, policy }, { root }, files) {
	if (policy === null) return findPolicy(files);
	return pathWithin(root, resolve(await realpath(folder), policy)) ?? policy;
}
async function policyOfBase({ base, presets, policy }, { tracked }, file, workTree) {
	if (base === null) return null;
	return loadBasePolicy({
		base,
		file: policy === null ? null : file,
		workTree,
		tracked: await tracked(),
		presets,
		rules: allRules
	});
}

// src/report/escape.ts
/**
* The only module that knows how to escape. Every text that comes from a tarball, a manifest, a policy or a child process
* passes through one of these functions on its way out, and none of them needs another before it: each begins with
* `visible`. What comes out is the text, readable, and nothing but text to the reader that the function is named after.
*/
/**
* Characters that a reader cannot see, or that move or hide what stands beside them: controls (ANSI begins with one),
* bidi controls, zero-width and tag characters, variation selectors, line separators, spaces other than U+0020, private
* use, noncharacters and lone surrogates. The group is an emoji's own variation selector, the one that may stay.
* @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
* @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
*/
const UNSEEN = /((?<=\p{Extended_Pictographic})\ufe0f)|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu;
/** The text on one line with every unseen character written as `\u{202e}`. Applying it twice changes nothing more. */
function visible(text) {
	return text.replace(NOT_ASCII, (run) => run.replace(UNSEEN, (char, emoji) => emoji ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`));
}
/** Only here can there be something unseen; most texts have none of it, and Unicode properties are slow to test. */
const NOT_ASCII = /[^ -~]+/g;
/**
* A finished line of output that the Actions runner will not read as a command: it acts on `##[command]` anywhere in a
* line and on `::command::` after leading white space. Needed on the whole line, since two harmless texts can meet.
* @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
*/
function commandSafe(line) {
	return line.replaceAll("##[", "##\\u{5b}").replace(/^([\s\u0085]*):(?=:)/, "$1\\u{3a}");
}
/** Text for a terminal or a log, which may be the log of an Actions runner. */
function terminal(text) {
	return commandSafe(visible(text));
}
/**
* The data of a workflow command (what stands after the second `::`). Line feeds stay line breaks, as annotations show them.
* @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
*/
function commandData(text) {
	return text.split("\n").map((line) => visible(line).replaceAll("##[", "##\\u{5b}").replaceAll("%", "%25")).join("%0A");
}
/** The value of a workflow command's property (`title=\u2026`). */
function commandProperty(text) {
	return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
const ENTITIES = /* @__PURE__ */ new Map([
	["&", "&amp;"],
	["<", "&lt;"],
	[">", "&gt;"],
	["\"", "&quot;"],
	["'", "&#39;"]
]);
/** Text between HTML tags, or in an attribute in quotes. */
function html(text) {
	return visible(text).replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}
/** HTML with what stands between single backticks shown as code, as messages write names of files and fields. */
function htmlProse(text) {
	return prose$1(text, (code) => `<code>${html(code)}</code>`, html);
}
/** Punctuation that can mean something to Markdown inside a line. */
const MARKUP = /[\\`*_{}[\]()<>"'&!|~]/;
/** What makes a list, an underline or indented code at the start of a line, and a line break at its end. */
const EDGES = /^[-+= ]|(?<=^\d+)\.| $/g;
const ACTIVE = new RegExp(`(${/[@#$]|:(?=\S)|(?<=www)\.|(?<=gh)-(?=\d)|[0-9a-f]{6}(?=[0-9a-f])/.source})|${MARKUP.source}`, "gi");
/**
* Text in Markdown prose or in a table cell. A numeric character reference never forms Markdown structure.
* @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
*/
function markdown(text) {
	return inline(text).replace(EDGES, reference);
}
function inline(text) {
	return visible(text).replace(ACTIVE, (found, linked) => {
		if (linked === void 0) return reference(found);
		return `<span>${found.length === 1 ? reference(found) : found}</span>`;
	});
}
function reference(char) {
	return `&#${char.charCodeAt(0)};`;
}
/**
* Text as code in Markdown, in prose or in a table cell. What a code span can not hold everywhere (backticks, a pipe in a
* table, spaces at its ends, nothing at all) becomes a `code` element, in which Markdown is still read, hence `markdown`.
* @see https://github.github.com/gfm/#code-spans
* @see https://github.github.com/gfm/#tables-extension-
*/
function markdownCode(text) {
	const shown = visible(text);
	return /^(?! )[^`|]+(?<! )$/.test(shown) ? `\`${shown}\`` : `<code>${markdown(shown)}</code>`;
}
/** Markdown with what stands between single backticks shown as code. */
function markdownProse(text) {
	return prose$1(text, markdownCode, inline).replace(EDGES, reference);
}
/** Lines as a fenced block of plain text; the fence is longer than any run of backticks inside. */
function markdownFence(lines, language = "text") {
	const shown = lines.map(visible);
	const longest = shown.flatMap((line) => line.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
	const fence = "`".repeat(longest + 1);
	return [
		`${fence}${language}`,
		...shown,
		fence
	].join("\n");
}
function prose$1(text, code, plain) {
	return text.split(/(?<!`)`([^`]+)`(?!`)/).map((part, index) => index % 2 === 1 ? code(part) : plain(part)).join("");
}
/**
* JSON, two spaces deep, that is safe in a log and gives back exactly the same texts when it is read: unseen characters
* and the bracket of `##[` are written as `\u` escapes, which can only stand inside strings.
*/
function json(value) {
	return JSON.stringify(value, null, 2).replace(NOT_ASCII_LINES, (run) => run.replace(UNSEEN, (char, emoji) => emoji ?? utf16Escapes(char))).replaceAll("##[", "##\\u005b");
}
/** As `NOT_ASCII`, but for the line feeds between the values: those of texts are escapes already. */
const NOT_ASCII_LINES = /[^\n -~]+/g;
function utf16Escapes(char) {
	return Array.from({ length: char.length }, (_, at) => char.charCodeAt(at)).map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
/**
* The text of a SARIF message. A viewer turns `[text](target)` into a link, so the two brackets are drawn apart.
* @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html (3.11.6)
*/
function sarifMessage(text) {
	return text.split("\n").map((line) => visible(line).replaceAll("](", "] (")).join("\n");
}
/**
* A path as a relative URI reference that stays below its base: no scheme, no host, no way up. Lone surrogates, which
* have no UTF-8, become U+FFFD. Empty when the path names nothing.
* @see https://www.rfc-editor.org/rfc/rfc3986#section-4.2
*/
function uri(path) {
	return path.replace(/\p{Cs}/gu, "\ufffd").split(/[/\\]/).filter((segment) => ![
		"",
		".",
		".."
	].includes(segment)).map(encodeURIComponent).join("/");
}

// src/report/verdict.ts
function totals({ packages }) {
	const findings = packages.flatMap((pack) => pack.findings);
	const errors = findings.filter(({ level }) => level === "error").length;
	return {
		errors,
		warnings: findings.length - errors,
		waived: packages.reduce((sum, pack) => sum + pack.waived.length, 0),
		concerned: packages.filter((pack) => pack.findings.length > 0).length
	};
}
/**
* The verdict in one line, the same in every report: `stopped: 2 errors, 1 warning in 1 of 3 packages`. It holds no
* untrusted text.
*/
function verdictLine(report) {
	const { shard } = report;
	return `${outcomeLine(report)}${shard === null ? "" : ` (shard ${shard.index} of ${shard.of})`}`;
}
function outcomeLine(report) {
	const { outcome, enforced, packages, failures } = report;
	const stopped = enforced ? "stopped" : "would be stopped";
	switch (outcome) {
		case "passed":
			if (packages.length === 0) return "passed: there was no package to judge";
			return `passed: ${sum(report)} in ${count(packages.length, "package")}${waivedIn(report)}`;
		case "stopped": return `${stopped}: ${sum(report)} in ${concernedOf(report)}${waivedIn(report)}`;
		case "could-not-judge": {
			const found = totals(report).concerned > 0 ? `; ${sum(report)} in ${concernedOf(report)}` : "";
			return `could not judge: ${count(failures.length, "failure")}${found}${waivedIn(report)}`;
		}
	}
}
function sum(report) {
	const { errors, warnings } = totals(report);
	return [errors > 0 ? count(errors, "error") : null, warnings > 0 ? count(warnings, "warning") : null].filter((part) => part !== null).join(", ") || "nothing found";
}
function waivedIn(report) {
	const { waived } = totals(report);
	return waived === 0 ? "" : ` (${count(waived, "finding")} waived)`;
}
function concernedOf(report) {
	const { concerned } = totals(report);
	const all = count(report.packages.length, "package");
	return concerned === report.packages.length ? all : `${concerned} of ${all}`;
}
/** The first line of every report of a run that enforced nothing; null when the verdict counts. */
function unenforced({ enforced, outcome }) {
	if (enforced) return null;
	switch (outcome) {
		case "passed": return "Nothing was enforced (`enforce: false`). The verdict would have been the same.";
		case "stopped": return "Nothing was enforced (`enforce: false`). Enforced, this run would fail.";
		case "could-not-judge": return "Nothing was enforced (`enforce: false`), but what could not be judged fails the check all the same.";
	}
}
/** What a share of a run is, so that nobody takes it for the whole; null for a whole run. It holds no untrusted text. */
function shardSentence({ shard, packages }) {
	if (shard === null) return null;
	const { index, of, subjects } = shard;
	const which = `This is shard ${index} of ${of}`;
	if (subjects === null) return `${which}.`;
	const whole = "Only the merged report says what all shards together tell, such as waivers that have expired or that nothing uses.";
	if (subjects.length > 0 && subjects.length < index) return `${which}. No package is left for it, since there ${subjects.length === 1 ? "is" : "are"} only ${count(subjects.length, "package")}; that is no mistake. ${whole}`;
	return `${which}: ${packages.length} of ${count(subjects.length, "package")} ${packages.length === 1 ? "was" : "were"} judged here. ${whole}`;
}
/** Which policy applied, and how to write one when there is none. Raw text, with code between backticks. */
function policySentence({ policy, packages }) {
	if (packages.length === 0) return "Nothing was judged.";
	if (policy.file === null) return "There is no policy file, so `recommended` applies. To set your own, write `.github/lastgate.yml` with the lines `version: 1` and `extends: recommended`.";
	const base = policy.extends.length > 0 ? `, which extends ${some(quoted(policy.extends), 5)}` : "";
	return `Judged by \`${policy.file}\`${base}.`;
}
function quoted(texts) {
	return texts.map((text) => `\`${text}\``);
}
/**
* Exit code of the command line and of the action: 0 passed, 1 stopped, 2 could not judge. `enforce: false` lets a
* stopped run go; what could not be judged fails whatever is enforced.
*/
function exitCode({ outcome, enforced }) {
	if (outcome === "could-not-judge") return 2;
	return outcome === "stopped" && enforced ? 1 : 0;
}

// src/baseline/choice.ts
/** What the command line and the action accept, for messages. */
const acceptedBaselines = "none, latest, a version such as 1.4.2, or the path of a .tgz file";
/** Parses a baseline as users write it; null when it is none of `acceptedBaselines`. */
function parseBaseline(value) {
	if (value === "none" || value === "latest") return { kind: value };
	if (!value.includes("\n") && value.endsWith(".tgz")) return {
		kind: "file",
		file: value
	};
	const version = (0, import_valid.default)(value);
	return version === null ? null : {
		kind: "version",
		version
	};
}

// src/interruption.ts
/** Somebody ended the run: a cancelled job, Ctrl-C. */
var Interrupted = class extends CouldNotJudge {
	kind = "interrupted";
};
/**
* Fires at the first SIGINT, SIGTERM or SIGHUP, with Interrupted as its reason: children are stopped and the report says what happened.
* The second signal ends the process at once, and its children with it.
*/
function interruption() {
	const controller = new AbortController();
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(signal, () => {
		if (controller.signal.aborted) process.exit(2);
		controller.abort(new Interrupted(`The run was ended by ${signal} before everything was judged: run it again.`));
	});
	return controller.signal;
}

// src/report/grouping.ts
/** The findings by package, rule and remedy; those that several packages share stand once, errors before warnings. */
function sections(report) {
	const shared = /* @__PURE__ */ new Map();
	report.packages.forEach((pack, index) => {
		const seen = /* @__PURE__ */ new Map();
		for (const finding of pack.findings) {
			const { rule, level, path, field, line, message, why, fix } = finding;
			const what = JSON.stringify([
				rule,
				level,
				path,
				field,
				line,
				message,
				why,
				fix
			]);
			const nth = (seen.get(what) ?? 0) + 1;
			seen.set(what, nth);
			const entry = shared.get(`${nth} ${what}`) ?? {
				finding,
				packages: [],
				places: /* @__PURE__ */ new Set()
			};
			shared.set(`${nth} ${what}`, entry);
			entry.packages.push(index);
			if (finding.at !== null) entry.places.add(place(finding.at));
		}
	});
	const sizes = report.packages.map(({ contents }) => new Map(contents.map((file) => [file.path, file.size])));
	return errorsFirst([...groupBy(shared.values(), ({ packages }) => packages.join()).values()].map((members) => {
		const indices = members[0]?.packages ?? [];
		return {
			packages: indices.flatMap((index) => report.packages[index] ?? []),
			groups: ruleGroups(members, indices.flatMap((index) => sizes[index] ?? []))
		};
	}), ({ groups }) => groups[0]?.level);
}
function ruleGroups(members, sizes) {
	return errorsFirst([...groupBy(members, ({ finding }) => `${finding.level} ${finding.rule}`).values()].flatMap((ofRule) => {
		const [first] = ofRule;
		if (first === void 0) return [];
		const { rule, level } = first.finding;
		const found = remedies(ofRule, sizes);
		return {
			rule,
			level,
			remedies: found,
			count: ofRule.length,
			bytes: bytesOf(found)
		};
	}), ({ level }) => level);
}
function remedies(members, sizes) {
	return [...groupBy(members, ({ finding: { why, fix }, places }) => JSON.stringify([
		why,
		fix,
		...places
	])).values()].flatMap((alike) => {
		const [first] = alike;
		if (first === void 0) return [];
		const items = alike.map(({ finding }) => ({
			finding,
			size: sizeOf(finding, sizes)
		}));
		return {
			why: first.finding.why,
			fix: first.finding.fix,
			places: [...first.places],
			items
		};
	});
}
function bytesOf(found) {
	const files = /* @__PURE__ */ new Map();
	for (const { finding, size } of found.flatMap(({ items }) => items)) if (size !== null) files.set(finding.path, size);
	return files.size === 0 ? null : [...files.values()].reduce((sum, size) => sum + size, 0);
}
function sizeOf({ path, field }, sizes) {
	if (path === null || field !== null) return null;
	const found = new Set(sizes.map((files) => files.get(path)));
	const [first] = found;
	return found.size === 1 && first !== void 0 ? first : null;
}
function errorsFirst(things, level) {
	return things.toSorted((a, b) => Number(level(a) !== "error") - Number(level(b) !== "error"));
}
function groupBy(things, key) {
	const groups = /* @__PURE__ */ new Map();
	for (const thing of things) {
		const group = groups.get(key(thing));
		if (group) group.push(thing);
		else groups.set(key(thing), [thing]);
	}
	return groups;
}
/** The waivers that covered a finding, each once. */
function allowances({ packages }) {
	return [...groupBy(packages.flatMap((pack) => pack.waived.map((finding) => ({
		pack,
		finding
	}))), ({ finding }) => JSON.stringify([finding.rule, finding.waiver])).values()].flatMap((alike) => {
		const [first] = alike;
		if (first === void 0) return [];
		return {
			rule: first.finding.rule,
			waiver: first.finding.waiver,
			subjects: [...new Set(alike.map(({ finding }) => subject$1(finding)))],
			packages: [...new Set(alike.map(({ pack }) => pack))]
		};
	});
}
/** The failures, those that say the same at the same place once. */
function failureGroups({ failures }) {
	return [...groupBy(failures, ({ subject: about, kind, message, detail, at }) => JSON.stringify([
		about === null,
		kind,
		message,
		detail,
		at
	])).values()].flatMap((alike) => {
		const [failure] = alike;
		if (failure === void 0) return [];
		return {
			failure,
			subjects: alike.flatMap((each) => each.subject ?? [])
		};
	});
}
/** The rules that the policy lowered, each once. */
function lowerings({ packages }) {
	return [...groupBy(packages.flatMap((pack) => pack.lowered.map((lowered) => ({
		pack,
		lowered
	}))), ({ lowered }) => JSON.stringify(lowered)).values()].flatMap((alike) => {
		const [first] = alike;
		return first === void 0 ? [] : {
			lowered: first.lowered,
			packages: alike.map(({ pack }) => pack)
		};
	});
}

// src/report/json.ts
/** The report for programs: `lastgate-report/1`, keys in a fixed order, no contents. Equal reports give equal bytes. */
function renderJson(report) {
	const { outcome, enforced, policy, packages, failures, notes, shard } = report;
	const document = {
		schema: SCHEMA,
		verdict: outcome,
		enforced,
		policy: {
			file: policy.file,
			extends: [...policy.extends]
		},
		packages: packages.map(packageOf),
		failures: failures.map(failureOf),
		notes: [...notes],
		shard: shard === null ? null : shardOf(shard)
	};
	return `${json(document)}\n`;
}
function packageOf(pack) {
	const { name, version, directory, audience, packedWith, findings, waived, lowered } = pack;
	const { path, integrity, shasum, packedSize, unpackedSize, files } = pack.tarball;
	return {
		name,
		version,
		directory,
		audience,
		packedWith: packedWith === null ? null : {
			name: packedWith.name,
			version: packedWith.version
		},
		tarball: {
			path,
			integrity,
			shasum,
			packedSize,
			unpackedSize,
			files
		},
		findings: findings.map(findingOf),
		waived: waived.map(waivedOf),
		lowered: lowered.map(loweredOf)
	};
}
function findingOf({ rule, level, path, field, line, message, why, fix, at }) {
	return {
		rule,
		level,
		path,
		field,
		line,
		message,
		why,
		fix,
		at: atOf(at)
	};
}
function waivedOf(finding) {
	const { reason, owner, expires, at } = finding.waiver;
	return {
		...findingOf(finding),
		waiver: {
			reason,
			owner,
			expires,
			at: placeOf(at)
		}
	};
}
function loweredOf({ rule, from, to, reason, at }) {
	return {
		rule,
		from,
		to,
		reason,
		at: placeOf(at)
	};
}
function failureOf({ kind, subject, message, detail, at }) {
	return {
		kind,
		subject,
		message,
		detail: [...detail],
		at: atOf(at)
	};
}
function shardOf({ index, of, commit, subjects, about, waivers }) {
	const { packages, failures, notes } = about;
	return {
		index,
		of,
		commit,
		subjects: subjects?.map(({ name, directory }) => ({
			name,
			directory
		})) ?? null,
		about: {
			packages: [...packages],
			failures: [...failures],
			notes: [...notes]
		},
		waivers: {
			seen: waivers.seen.map(({ rule, files, expires, fingerprints, at, state }) => ({
				rule,
				files: [...files],
				expires,
				fingerprints: fingerprints === null ? null : [...fingerprints],
				at: placeOf(at),
				state
			})),
			levels: waivers.levels.map(({ rule, before, after, at }) => ({
				rule,
				before,
				after,
				at: placeOf(at)
			})),
			relaxed: waivers.relaxed,
			partial: waivers.partial
		}
	};
}
function atOf(at) {
	return at === null ? null : {
		file: at.file,
		line: at.line
	};
}
function placeOf(at) {
	return at === null ? null : {
		file: at.file,
		line: at.line,
		column: at.column
	};
}

// src/report/markdown-table.ts
/** Who gets room first when there is not enough for everyone. */
const TURN = {
	failures: 0,
	packages: 1,
	errors: 2,
	warnings: 3,
	allowed: 4,
	notes: 5,
	integrity: 6,
	more: 7,
	contents: 8
};
/** Rows that stand in the open; the others of the same block are folded away. */
const OPEN_ROWS = 20;
/** Longest text of one field, in UTF-16 units, before it is escaped. */
const LONGEST$1 = 600;
function code(text) {
	return markdownCode(clip(text, 600));
}
function prose(text) {
	return markdownProse(clip(text, 600));
}
/** The first of several codes, and how many more there are. */
function codes(texts, most) {
	const rest = texts.length - most;
	const shown = texts.slice(0, most).map(code).join(", ");
	return rest > 0 ? `${shown} and ${number$1(rest)} more` : shown;
}
/** A size that a narrow column does not break. */
function sizeCell(bytes) {
	return size(bytes).replace(" ", "&nbsp;");
}
/** The first rows in the open, the others below them folded away. */
function folded(block) {
	const open = block.rows.slice(0, OPEN_ROWS);
	const more = block.rows.slice(OPEN_ROWS);
	const header = block.open === "" ? "" : `\n${block.open}`;
	return [{
		...block,
		rows: open
	}, {
		...block,
		open: `<details><summary>${number$1(more.length)} more</summary>\n${header}`,
		rows: more,
		close: "\n</details>",
		turn: TURN.more
	}];
}
/** The head of a table; a title that begins with `>` makes a column of numbers. */
function table(titles) {
	const names = titles.map((title) => title.replace(/^>/, ""));
	const rules = titles.map((title) => title.startsWith(">") ? "--:" : ":--");
	return `${row(names)}\n${row(rules)}`;
}
function row(cells) {
	return `| ${cells.join(" | ")} |`;
}

// src/report/budget.ts
/**
* The blocks joined in document order, in at most `bytes` bytes of UTF-8. Room goes to the blocks by turn, row by row.
*/
function fit(blocks, bytes) {
	const granted = /* @__PURE__ */ new Map();
	const left = /* @__PURE__ */ new Map();
	let room = bytes;
	for (const block of blocks.toSorted((a, b) => a.turn - b.turn)) {
		const frame = [
			...block.heads.map(({ text }) => text),
			block.open,
			block.close
		];
		let rows = 0;
		let rest = room - frame.reduce((sum, part) => sum + length(part) + SEPARATOR, 0);
		for (const row of block.rows) {
			rest -= length(row) + SEPARATOR;
			if (rest < 0) break;
			rows += 1;
			room = rest;
		}
		granted.set(block, rows);
		const missing = block.rows.length - rows;
		if (missing > 0) left.set(block.content, (left.get(block.content) ?? 0) + missing);
	}
	return {
		text: join(blocks, granted),
		left
	};
}
/** At most two line feeds follow any part. */
const SEPARATOR = 2;
function length(text) {
	return Buffer.byteLength(text);
}
function join(blocks, granted) {
	const parts = [];
	let heads = [];
	for (const block of blocks) {
		const rows = block.rows.slice(0, granted.get(block) ?? 0);
		if (rows.length === 0) continue;
		const same = block.heads.findIndex((head, depth) => heads[depth] !== head);
		parts.push(...same < 0 ? [] : block.heads.slice(same).map(({ text }) => text));
		heads = block.heads;
		parts.push([
			block.open,
			...rows,
			block.close
		].filter((part) => part !== "").join("\n"));
	}
	return parts.join("\n\n");
}

// src/report/markdown-annex.ts
/** What the policy let through, with who answers for it and until when. */
function allowedBlocks(report) {
	const heads = [{ text: "### What the policy allowed" }];
	const several = report.packages.length > 1;
	const where = (packages) => codes(packages.map(({ name }) => name), 5);
	const waived = allowances(report).map(({ rule, waiver, subjects, packages }) => row([
		code(rule),
		`${codes(subjects, 10)}${several ? ` in ${where(packages)}` : ""}`,
		prose(waiver.reason),
		waiver.owner === null ? "" : code(waiver.owner),
		markdown(clip(waiver.expires, 40)),
		waiver.at === null ? "" : code(place(waiver.at))
	]));
	const lowered = lowerings(report).map(({ lowered: { rule, from, to, reason, at }, packages }) => row([
		code(rule),
		`${from} \u2192 ${to}`,
		prose(reason),
		at === null ? "" : code(place(at)),
		...several ? [where(packages)] : []
	]));
	return [...folded({
		heads,
		open: table([
			"Waived",
			"Files",
			"Reason",
			"Owner",
			"Until",
			"Policy line"
		]),
		rows: waived,
		close: "",
		turn: TURN.allowed,
		content: {
			noun: "waiver",
			name: null
		}
	}), ...folded({
		heads,
		open: table([
			"Lowered rule",
			"Level",
			"Reason",
			"Policy line",
			...several ? ["In"] : []
		]),
		rows: lowered,
		close: "",
		turn: TURN.allowed,
		content: {
			noun: "lowered rule",
			name: null
		}
	})];
}
function noteBlocks({ notes }) {
	const rows = notes.map((note) => `- ${prose(note)}`);
	return folded({
		heads: [{ text: "### Notes" }],
		open: "",
		rows,
		close: "",
		turn: TURN.notes,
		content: {
			noun: "note",
			name: null
		}
	});
}
/** The sha512 of every tarball, whole, to hold against what the registry says. */
function integrityBlock({ packages }) {
	return {
		...fenced("<details><summary>Integrity of what was judged</summary>", packages.map(({ name, version, tarball }) => clip(`${tarball.integrity}  ${name}@${version}`, 600))),
		turn: TURN.integrity,
		content: {
			noun: "integrity",
			name: null
		}
	};
}
/** The whole list of files of one package, with a mark at those that have a finding. */
function contentsBlock({ name, version, tarball, contents, findings }) {
	const marks = /* @__PURE__ */ new Map();
	for (const { path, level } of findings.toReversed()) marks.set(path, level === "error" ? "\u2717" : "!");
	const widest = Math.max(0, ...contents.map((file) => size(file.size).length));
	const lines = contents.toSorted((a, b) => a.path < b.path ? -1 : 1).map((file) => `${marks.get(file.path) ?? " "} ${size(file.size).padStart(widest)}  ${clip(file.path, 600)}`);
	return {
		...fenced(`<details><summary>Everything that ships in <code>${html(clip(`${name} ${version}`, 600))}</code>: ${`${count(tarball.files, "file")}, ${size(tarball.unpackedSize)}`}</summary>`, lines),
		turn: TURN.contents,
		content: {
			noun: "listed file",
			name: code(clip(name, 100))
		}
	};
}
function fenced(summary, lines) {
	const [fence = "", ...rest] = markdownFence(lines).split("\n");
	return {
		heads: [],
		open: `${summary}\n\n${fence}`,
		rows: rest.slice(0, -1),
		close: `${rest.at(-1)}\n\n</details>`
	};
}

// src/report/markdown.ts
/** GitHub takes 1 MiB of summary from a step, and drops all of it when it is longer. */
const MOST_BYTES = 1e6;
/** Kept back for the sentence that says what was cut. */
const CUT_NOTE = 2e3;
/** With more different fixes than this in one rule, each row carries its own. */
const FEW_REMEDIES = 3;
/**
* The report in GitHub-flavoured Markdown, for the job summary and wherever GitHub shows Markdown: the verdict, what must not
* ship, what the policy allowed, and the whole contents folded away.
* @param options.maxBytes most bytes of UTF-8; what does not fit is left out row by row, counted and named
*/
function renderMarkdown(report, { maxBytes = MOST_BYTES } = {}) {
	const head = opening$1(report);
	const blocks = [
		...failureBlocks(report),
		...packageBlocks(report),
		...sections(report).flatMap(sectionBlocks),
		...allowedBlocks(report),
		...noteBlocks(report),
		integrityBlock(report),
		...report.packages.map(contentsBlock)
	].filter(({ rows }) => rows.length > 0);
	const room = maxBytes - Buffer.byteLength(head) - 4;
	const whole = fit(blocks, room);
	const { text, left } = whole.left.size === 0 ? whole : fit(blocks, room - CUT_NOTE);
	const document = `${[
		head,
		left.size === 0 ? "" : cutNote(left),
		text
	].filter((part) => part !== "").join("\n\n")}\n`;
	return Buffer.byteLength(document) <= maxBytes ? document : `${verdict(report)}\n`;
}
function verdict(report) {
	const nothing = unenforced(report);
	const sign = {
		passed: "\u2705",
		stopped: "\u274c",
		"could-not-judge": "\ud83d\udeab"
	}[report.outcome];
	const line = verdictLine(report);
	const heading = `## ${sign} ${line.charAt(0).toUpperCase()}${line.slice(1)}`;
	return nothing === null ? heading : `> \u26a0\ufe0f **${nothing}**\n\n${heading}`;
}
function opening$1(report) {
	const sentences = [
		shardSentence(report),
		policySentence(report),
		contentsSentence(report)
	];
	return [verdict(report), ...sentences.flatMap((each) => each === null ? [] : prose(each))].join("\n\n");
}
/** A report that was read back has no lists of files; that is not the same as packages without files. */
function contentsSentence({ packages }) {
	if (packages.filter(({ contents, tarball }) => contents.length === 0 && tarball.files > 0).length === 0) return null;
	return "What ships in each package is listed in the summary of the job that judged it.";
}
function cutNote(left) {
	const byNoun = /* @__PURE__ */ new Map();
	for (const [{ noun, name }, missing] of left) {
		const names = byNoun.get(noun) ?? /* @__PURE__ */ new Map();
		byNoun.set(noun, names.set(name ?? "", (names.get(name ?? "") ?? 0) + missing));
	}
	return `> \u2702\ufe0f **Left out, because GitHub takes no longer summary:** ${[...byNoun].map(([noun, names]) => {
		const total = [...names.values()].reduce((sum, missing) => sum + missing, 0);
		const named = [...names].filter(([name]) => name !== "").map(([name, missing]) => `${name} ${number$1(missing)}`);
		return `${count(total, noun)}${named.length > 0 ? ` (${some(named, 5)})` : ""}`;
	}).join("; ")}. The JSON report has every finding.`;
}
function failureBlocks(report) {
	return [{
		heads: [{ text: "### What could not be judged" }],
		open: "",
		rows: failureGroups(report).map(failureRow),
		close: "",
		turn: TURN.failures,
		content: {
			noun: "failure",
			name: null
		}
	}];
}
function failureRow({ failure: { message, detail, at }, subjects }) {
	const where = at === null ? "" : ` (${code(place(at))})`;
	const lines = detail.slice(-40).map((line) => clip(line.replaceAll("	", "  "), 600));
	const cut = detail.length - lines.length;
	if (cut > 0) lines.unshift(`\u2026 ${count(cut, "line")} before this`);
	const [only] = subjects;
	const sentence = `${subjects.length > 1 ? `**${number$1(subjects.length)} times the same** (${codes(subjects, 20)}): ` : only === void 0 ? "" : `**${code(only)}** `}${prose(message)}${where}`;
	return lines.length === 0 ? `${sentence}\n` : `${sentence}\n\n${markdownFence(lines)}\n`;
}
function packageBlocks({ packages }) {
	const rows = packages.map(({ name, version, packedWith, findings, tarball }) => {
		const errors = findings.filter(({ level }) => level === "error").length;
		const { files, packedSize, unpackedSize, integrity } = tarball;
		return row([
			code(name),
			code(version),
			markdown(clip(packerName(packedWith), 100)),
			number$1(files),
			sizeCell(packedSize),
			sizeCell(unpackedSize),
			errors === 0 ? "0" : `**${number$1(errors)}**`,
			number$1(findings.length - errors),
			code(`${integrity.slice(0, 19)}\u2026`)
		]);
	});
	const open = table([
		"Package",
		"Version",
		"Packed with",
		">Files",
		">Packed",
		">Unpacked",
		">Errors",
		">Warnings",
		"Integrity"
	]);
	return folded({
		heads: [],
		open,
		rows,
		close: "",
		turn: TURN.packages,
		content: {
			noun: "package",
			name: null
		}
	});
}
function sectionBlocks({ packages, groups }) {
	const [only] = packages;
	const head = { text: packages.length === 1 && only !== void 0 ? `### ${code(only.name)} ${markdown(clip(only.version, 100))}` : `### The same in ${count(packages.length, "package")}\n\n${codes(packages.map(({ name }) => name), 20)}` };
	return groups.flatMap((group) => groupBlocks(head, group));
}
function groupBlocks(section, { rule, level, remedies, count: all, bytes }) {
	const [sign, noun] = level === "error" ? ["\u274c", "error"] : ["\u26a0\ufe0f", "warning"];
	const frame = {
		heads: [section, { text: `#### ${sign} ${code(rule)}: ${extent(all, noun, bytes)}` }],
		turn: level === "error" ? TURN.errors : TURN.warnings,
		content: {
			noun: "finding",
			name: code(rule)
		}
	};
	if (remedies.length > FEW_REMEDIES) {
		const sized = remedies.some(({ items }) => hasSize(items));
		const open = table([
			...titles(sized),
			"Why",
			"Fix"
		]);
		const rows = remedies.flatMap((remedy) => remedy.items.map((item) => row([
			...cells(item, sized),
			prose(remedy.why ?? ""),
			fixCell(remedy)
		])));
		return folded({
			...frame,
			open,
			rows,
			close: ""
		});
	}
	return remedies.flatMap((remedy) => {
		const sized = hasSize(remedy.items);
		const rows = remedy.items.map((item) => row(cells(item, sized)));
		return folded({
			...frame,
			open: table(titles(sized)),
			rows,
			close: remedyLines$1(remedy)
		});
	});
}
function hasSize(items) {
	return items.some(({ size }) => size !== null);
}
function titles(sized) {
	return sized ? [
		"What",
		">Size",
		"Finding"
	] : ["What", "Finding"];
}
function cells({ finding, size }, sized) {
	const about = finding.path === null && finding.field === null ? subject$1(finding) : code(subject$1(finding));
	const bytes = size === null ? "" : sizeCell(size);
	return [
		about,
		...sized ? [bytes] : [],
		prose(finding.message)
	];
}
function fixCell({ fix, places }) {
	const [first = "", ...others] = fix.split("\n");
	return [
		...places.length === 0 ? [] : [`${codes(places, 3)}:`],
		prose(first),
		...others.map(code)
	].join("<br>");
}
function remedyLines$1({ why, fix, places }) {
	const [first = "", ...others] = fix.split("\n");
	const where = places.length === 0 ? "" : ` in ${codes(places, 3)}`;
	return `\n${[...why === null ? [] : [`- **Why**: ${prose(why)}`], `- **Fix**${where}: ${prose(first)}`].join("\n")}${others.length === 0 ? "" : `\n\n${markdownFence(others.map((line) => clip(line, 600)))}`}`;
}

// src/report/text.ts
/**
* Findings of one rule, its different fixes, quiet packages and lines of child output that are shown before the rest is only counted. Each
* fix has at least one finding, because nobody can do what is not shown.
*/
const MOST = {
	findings: 10,
	fixes: 20,
	packages: 10,
	detail: 40
};
/** Longest text of one field, in UTF-16 units: no honest one comes near it. */
const LONGEST = 1e3;
/**
* The report for a terminal or a log: packages, their findings by rule, what the policy allowed, and the verdict in the
* last line.
* @param options.color ANSI colours; the caller knows whether someone sees them.
*/
function renderText(report, { color }) {
	const paint = (style, text) => color ? styleText(style, text, { validateStream: false }) : text;
	const found = sections(report);
	return `${[
		opening(report, paint),
		...failureGroups(report).map((group) => failureBlock(group, paint)),
		...found.map((section) => sectionBlock(section, paint)),
		quietPackages(report, paint),
		allowed(report, paint),
		report.notes.map((note) => `${paint("dim", "note")}  ${shown(note)}`),
		[closing(report, paint)]
	].filter((lines) => lines.length > 0).map((lines) => lines.map(commandSafe).join("\n")).join("\n\n")}\n`;
}
/** Untrusted text of one field, on one line. */
function shown(text) {
	return terminal(clip(text, LONGEST));
}
function opening(report, paint) {
	const nothing = unenforced(report);
	const shard = shardSentence(report);
	return [
		...nothing === null ? [] : [paint(["bold", "yellow"], nothing)],
		...shard === null ? [] : [shown(shard)],
		shown(`${policySentence(report)}${packedWith(report)}`)
	];
}
/** One sentence for all packages: a workspace has one manager. */
function packedWith({ packages }) {
	const names = new Set(packages.map((pack) => packerName(pack.packedWith)).filter((name) => name !== ""));
	return names.size === 0 ? "" : ` Packed with ${some([...names], 5)}.`;
}
function failureBlock({ failure, subjects }, paint) {
	const { message, detail, at, kind } = failure;
	const [about = kind] = subjects;
	const head = subjects.length > 1 ? `${paint("bold", `${number$1(subjects.length)} times the same`)}  ${shown(some(subjects, 5))}` : paint("bold", shown(about));
	const cut = Math.max(0, detail.length - MOST.detail);
	return [
		`${paint(["bold", "magenta"], "could not judge")}  ${head}`,
		`    ${shown(message)}`,
		...at === null ? [] : [`    ${paint("dim", "at")}  ${shown(place(at))}`],
		...cut > 0 ? [`    ${paint("dim", `| \u2026 ${count(cut, "line")} before this`)}`] : [],
		...detail.slice(cut).map((line) => `    ${paint("dim", "|")} ${shown(line.replaceAll("	", "  "))}`)
	];
}
function sectionBlock({ packages, groups }, paint) {
	return [heading(packages, paint), ...groups.flatMap((group) => groupLines(group, paint))];
}
function heading(packages, paint) {
	const [only] = packages;
	if (packages.length > 1 || only === void 0) return `${paint("bold", `the same in ${count(packages.length, "package")}`)}  ${shown(some(packages.map(label), 5))}`;
	return `${paint("bold", shown(label(only)))}  ${paint("dim", measures(only))}`;
}
function label({ name, version }) {
	return `${name} ${version}`;
}
function measures({ tarball, audience }) {
	const { files, packedSize, unpackedSize } = tarball;
	const receivers = audience === "public" ? "" : `, audience ${shown(audience)}`;
	return `${count(files, "file")}, ${size(packedSize)} packed, ${size(unpackedSize)} unpacked${receivers}`;
}
function groupLines({ rule, level, remedies, count: all, bytes }, paint) {
	const sign = level === "error" ? paint("red", "error") : paint("yellow", "warn ");
	const many = all > 1 ? `  ${paint("dim", extent(all, "finding", bytes))}` : "";
	const lines = [`  ${sign}  ${paint("bold", shown(rule))}${many}`];
	let listed = 0;
	let told = 0;
	for (const remedy of remedies.slice(0, MOST.fixes)) {
		const items = remedy.items.slice(0, Math.max(1, MOST.findings - listed));
		const rest = remedy.items.length - items.length;
		listed += items.length;
		told += items.length;
		lines.push(...itemLines(items));
		if (rest > 0 && remedies.length > 1) {
			told += rest;
			lines.push(paint("dim", `    \u2026 ${number$1(rest)} more with the same fix`));
		}
		lines.push(...remedyLines(remedy, paint));
	}
	const more = all - told;
	const fixes = remedies.length - MOST.fixes;
	const others = fixes > 0 ? `, with ${fixes === 1 ? "1 other fix" : `${number$1(fixes)} other fixes`}` : "";
	if (more > 0) lines.push(paint("dim", `    \u2026 ${number$1(more)} more${others}; --format json lists them all`));
	return lines;
}
function itemLines(items) {
	const rows = items.map(({ finding, size: bytes }) => ({
		subject: shown(subject$1(finding)),
		size: bytes === null ? "" : size(bytes),
		message: shown(finding.message)
	}));
	const widest = Math.min(60, Math.max(...rows.map((row) => width(row.subject))));
	const sized = Math.max(...rows.map((row) => row.size.length));
	return rows.map((row) => {
		return `    ${[
			pad(row.subject, widest),
			...sized > 0 ? [row.size.padStart(sized)] : [],
			row.message
		].join("  ")}`;
	});
}
function remedyLines({ why, fix, places }, paint) {
	const [first = "", ...others] = fix.split("\n");
	const row = (name, text) => `      ${paint("dim", name.padEnd(3))}  ${text}`;
	return [
		...why === null ? [] : [row("why", shown(why))],
		row("fix", paint("cyan", shown(first))),
		...others.map((line) => row("", paint("cyan", shown(line)))),
		...places.length === 0 ? [] : [row("at", shown(some(places, 3)))]
	];
}
/** Characters, which is how most terminals lay out most names. */
function width(text) {
	return [...text].length;
}
function pad(text, columns) {
	return text + " ".repeat(Math.max(0, columns - width(text)));
}
function quietPackages({ packages }, paint) {
	const quiet = packages.filter(({ findings }) => findings.length === 0);
	const lines = quiet.slice(0, MOST.packages).map((pack) => `${paint("bold", shown(label(pack)))}  ${paint("dim", `${measures(pack)}, nothing found`)}`);
	const more = quiet.length - lines.length;
	return more > 0 ? [...lines, paint("dim", `\u2026 and ${count(more, "more package")} with nothing found`)] : lines;
}
function allowed(report, paint) {
	const several = report.packages.length > 1;
	const where = (packages) => several ? ` (${shown(some(packages.map(({ name }) => name), 3))})` : "";
	const detail = (name, text) => `      ${paint("dim", name.padEnd(6))}  ${text}`;
	const waived = allowances(report).flatMap(({ rule, waiver, subjects, packages }) => [
		`  ${paint("green", "waived")}   ${paint("bold", shown(rule))}  ${shown(some(subjects, 5))}${where(packages)}`,
		detail("reason", shown(waiver.reason)),
		detail("until", `${shown(waiver.expires)}${waiver.owner === null ? "" : `, owner ${shown(waiver.owner)}`}`),
		...waiver.at === null ? [] : [detail("at", shown(place(waiver.at)))]
	]);
	const lowered = lowerings(report).flatMap(({ lowered: { rule, from, to, reason, at }, packages }) => [
		`  ${paint("green", "lowered")}  ${paint("bold", shown(rule))}  from ${from} to ${to}${where(packages)}`,
		detail("reason", shown(reason)),
		...at === null ? [] : [detail("at", shown(place(at)))]
	]);
	const lines = [...waived, ...lowered];
	return lines.length === 0 ? [] : [paint("bold", "allowed by the policy"), ...lines];
}
function closing(report, paint) {
	return paint({
		passed: ["bold", "green"],
		stopped: ["bold", "red"],
		"could-not-judge": ["bold", "magenta"]
	}[report.outcome], verdictLine(report));
}

// src/merge.ts
/** The reports are not the shards of one run, all of them and each once. */
var ShardsApart = class extends CouldNotJudge {
	kind = "shards-apart";
};
/** A shard's report is missing, or says nothing of a package that fell to it. */
var ShardIncomplete = class extends CouldNotJudge {
	kind = "shard-incomplete";
};
/** Most packages that one sentence names. */
const mostNamed = 5;
/**
* The shards of one run as the report of the whole, byte for byte what one job would have reported. What is wrong with the shards
* themselves is a failure of that report, beside all that can be told; nothing is taken for granted.
* @param unread what was to be a report and could not be read
*/
function merge(files, { enforced, unread }) {
	const collected = new Collected();
	collected.failures.push(...unread.failures);
	const parts = onceEach(alike(onlyShards(files, collected), collected), collected);
	checkComplete(parts, collected);
	const known = parts.find(({ shard }) => shard.subjects !== null) ?? parts[0];
	return {
		report: conclude({
			enforced,
			policy: known?.report.policy ?? {
				file: null,
				extends: []
			},
			packages: parts.flatMap(({ report, shard }) => together(report.packages, shard.about.packages)),
			failures: [...collected.failures, ...parts.flatMap(({ report, shard }) => together(report.failures, shard.about.failures))],
			notes: parts.flatMap(({ report, shard }) => together(report.notes, shard.about.notes)),
			waivers: joinFacts(parts.map(({ shard }) => shard.waivers)),
			shard: null
		}),
		subjects: known?.shard.subjects ?? []
	};
}
function together(values, positions) {
	return values.map((value, at) => ({
		value,
		position: positions[at] ?? null
	}));
}
function onlyShards(files, collected) {
	return files.flatMap(({ file, report }) => {
		if (report.shard !== null) return [{
			file,
			report,
			shard: report.shard
		}];
		collected.fail(new ShardsApart("This is the report of a whole run and no shard's: give the reports of the shards alone."), file);
		return [];
	});
}
/** Those that belong to the same run as the first one. */
function alike(shards, collected) {
	const first = shards.find(({ shard }) => shard.subjects !== null) ?? shards[0];
	return shards.filter((each) => {
		const difference = first === void 0 ? null : differenceOf(first, each);
		if (difference !== null) collected.fail(new ShardsApart(difference), each.file);
		return difference === null;
	});
}
/** Why two reports cannot be of one run, as a sentence; null when they can. */
function differenceOf(first, other) {
	const [one, two] = [first.shard, other.shard];
	const again = "spread one run over all shards, and merge the reports of that run alone";
	if (one.of !== two.of) return `This is one of ${two.of} shards, and ${quote$2(first.file)} is one of ${one.of}: ${again}.`;
	if (one.commit !== two.commit && ![one, two].some(failedEarly)) return `This shard saw ${commitName(two.commit)}, and ${quote$2(first.file)} saw ${commitName(one.commit)}: ${again}.`;
	if (two.subjects === null) return null;
	if (!isDeepStrictEqual(first.report.policy, other.report.policy)) return `This shard judged by another policy than ${quote$2(first.file)}: ${again}.`;
	if (!isDeepStrictEqual(one.subjects, two.subjects)) return `This shard saw other packages than ${quote$2(first.file)} (${count(two.subjects.length, "package")} and ${count(one.subjects?.length ?? 0, "package")}), or the same in another order: ${again}.`;
	return null;
}
/** It failed before it asked for its commit, or could not. */
function failedEarly({ commit, subjects }) {
	return commit === null && subjects === null;
}
function commitName(commit) {
	return commit === null ? "no commit" : `commit ${short(commit)}`;
}
/** One report for each shard, in their order. The same report twice is one. */
function onceEach(shards, collected) {
	const found = /* @__PURE__ */ new Map();
	for (const each of shards) {
		const known = found.get(each.shard.index);
		if (known === void 0) found.set(each.shard.index, each);
		else if (!isDeepStrictEqual(known.report, each.report)) {
			const which = `${each.shard.index} of ${each.shard.of}`;
			collected.fail(new ShardsApart(`This is shard ${which}, and so is ${quote$2(known.file)}, with another content: merge the reports of one run alone.`), each.file);
		}
	}
	return [...found.values()].sort((a, b) => a.shard.index - b.shard.index);
}
function checkComplete(parts, collected) {
	const of = parts[0]?.shard.of ?? 0;
	if (of === 0 && collected.failures.length === 0) throw new Error("There was no report to merge, and nothing says why");
	for (let index = 1; index <= of; index++) {
		if (parts.some(({ shard }) => shard.index === index)) continue;
		collected.fail(new ShardIncomplete(`The report of shard ${index} of ${of} is missing: see whether its job ran and kept its report, then run it again.`), null);
	}
	for (const { file, report, shard } of parts) {
		if (shard.subjects === null) continue;
		const told = /* @__PURE__ */ new Set([...shard.about.packages, ...shard.about.failures]);
		const forgotten = shard.subjects.filter((_, position) => fallsTo(position, shard) && !told.has(position));
		if (forgotten.length === 0) continue;
		const names = some(forgotten.map(({ name }) => quote$2(name)), mostNamed);
		collected.fail(new ShardIncomplete(`Shard ${shard.index} of ${shard.of} neither judged ${names} nor says why: run it again.`, { detail: report.failures.map(({ message }) => message) }), file);
	}
}

// src/shard-reports.ts
/** A path or a glob that should lead to the reports of shards, and does not. */
var NoReport = class extends CouldNotJudge {
	kind = "no-report";
};
/** Bytes; a run of a thousand packages with many findings has some megabytes. */
const largest = 268435456;
/**
* Reads the reports that the paths and globs name, relative to `folder`, and merges them. What cannot be read is a failure of the
* merged report.
*/
async function mergeReports(request) {
	const { folder, enforced } = request;
	const unread = new Collected();
	const found = /* @__PURE__ */ new Set();
	for (const name of request.reports) await unread.during(name, null, async () => {
		for (const file of await filesOf(name, folder)) found.add(file);
	});
	const { parseReport } = await import("./parse.js");
	const files = [];
	for (const path of found) {
		const file = relative(folder, path) || path;
		await unread.during(file, null, async () => {
			files.push({
				file,
				report: parseReport(await textOf(path))
			});
		});
	}
	return merge(files, {
		enforced,
		unread
	});
}
/** Absolute paths, sorted; at least one. Throws NoReport. */
async function filesOf(name, folder) {
	const path = resolve(folder, name);
	if (await stat(path).catch(() => null) !== null) return [path];
	const { filesMatching, parseGlob } = await import("./tarball-glob.js");
	const glob = parseGlob(name);
	const files = glob === null ? [] : await filesMatching(glob.pattern, resolve(folder, glob.base));
	if (files.length > 0) return [...files].sort();
	throw new NoReport(glob === null ? "There is no such report: give the JSON report of each shard." : "No file matches: give the JSON report of each shard, and see whether the shards kept theirs.");
}
async function textOf(path) {
	try {
		const { size } = await stat(path);
		if (size > largest) throw new NoReport("This file is too large for a report: give the JSON report of each shard.");
		return await readFile(path, "utf8");
	} catch (error) {
		if (error instanceof CouldNotJudge) throw error;
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
		throw new NoReport(`The report cannot be read (${code}): give the JSON report of each shard.`, { cause: error });
	}
}

// src/store.ts
/** The folder that keeps judged tarballs cannot be used: somebody else could change what lies in it, or it cannot be written. */
var StoreUnusable = class extends CouldNotJudge {
	kind = "store-unusable";
	constructor(folder, why, variable, cause) {
		super(`The folder ${folder} for judged tarballs ${why}: remove it, or let ${variable} name another folder.`, { cause });
	}
};
/** Digits of the sha512 that name a tarball's folder: as many as a commit has. */
const digits = 40;
/**
* Where judged tarballs stay, each at a path that its own bytes tell: the same bytes have the same path on every run and in every job,
* so that reports of them are the same too. Runs beside each other are safe: what one replaces is what it puts there.
*/
var TarballStore = class {
	#folder;
	#variable;
	#opened = null;
	/** `parent` exists; `variable` is what the user sets to choose another one. Nothing is made before the first tarball. */
	constructor(parent, name, variable) {
		this.#folder = join$1(parent, name);
		this.#variable = variable;
	}
	/**
	* Moves a tarball that was read to its place, and returns that. `file` lies on the same file system. Throws StoreUnusable.
	* @param integrity its sha512, as the registry writes it
	*/
	async keep(file, integrity) {
		this.#opened ??= this.#open();
		const hash = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
		const folder = join$1(await this.#opened, hash.slice(0, digits));
		const place = join$1(folder, basename(file));
		try {
			await mkdir(folder, {
				recursive: true,
				mode: 448
			});
			await rename(file, place);
		} catch (error) {
			throw this.#unusable(`cannot be written (${codeOf(error)})`, error);
		}
		return place;
	}
	async #open() {
		try {
			await mkdir(this.#folder, { mode: 448 });
			await chmod(this.#folder, 448);
		} catch (error) {
			if (codeOf(error) !== "EEXIST") throw this.#unusable(`cannot be made (${codeOf(error)})`, error);
		}
		const facts = await lstat(this.#folder);
		if (!facts.isDirectory()) throw this.#unusable("is a link or a file");
		const user = process.getuid?.();
		if (user !== void 0 && facts.uid !== user) throw this.#unusable("belongs to another user");
		if (user !== void 0 && (facts.mode & 63) !== 0) throw this.#unusable("is open to other users");
		return realpath(this.#folder);
	}
	#unusable(why, cause) {
		return new StoreUnusable(this.#folder, why, this.#variable, cause);
	}
};
/** The name of a user's store in a folder that several users share. */
function storeOfUser() {
	return `lastgate-${process.getuid?.() ?? "user"}`;
}
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

// src/temporary-folder.ts
var NoTemporaryFolder = class extends CouldNotJudge {
	kind = "no-temporary-folder";
};
/** A fresh folder in `parent`, absolute, links resolved. `variable` is what the user sets to choose another. Throws NoTemporaryFolder. */
async function temporaryFolder(parent, variable) {
	try {
		return await mkdtemp(join$1(await realpath(parent), "lastgate-"));
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
		throw new NoTemporaryFolder(`No temporary folder could be made in ${parent} (${code}): let ${variable} name a folder that can be written.`, { cause: error });
	}
}

// src/whole-file.ts
/** The report could not be written where the user wants it. */
var ReportUnwritable = class extends CouldNotJudge {
	kind = "report-unwritable";
};
/**
* Writes a file whole or not at all: beside its place first, then under its name, so that nobody ever takes half a report for a whole
* one. What is there and is no regular file (`/dev/stdout`, a pipe) is written to as it is. Throws ReportUnwritable.
*/
async function writeWhole(file, text) {
	const draft = `${file}.${process.pid}.tmp`;
	try {
		const facts = await lstat(file).catch(() => null);
		if (facts !== null && !facts.isFile() && !facts.isDirectory()) return await writeFile(file, text);
		await writeFile(draft, text, { flag: "wx" });
		await rename(draft, file);
	} catch (error) {
		await rm(draft, { force: true }).catch(() => {});
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
		throw new ReportUnwritable(code === "ENOENT" ? `The report could not be written to ${file}, because the folder ${dirname(file)} does not exist: make it, or name another file.` : `The report could not be written to ${file} (${code}): name another file.`, { cause: error });
	}
}

// src/policy/sizes.ts
/** Decimal units count in 1000, binary ones in 1024. */
const units = /* @__PURE__ */ new Map([
	["", 1],
	["B", 1],
	["kB", 1e3],
	["KB", 1e3],
	["MB", 1e3 ** 2],
	["GB", 1e3 ** 3],
	["KiB", 1024],
	["MiB", 1024 ** 2],
	["GiB", 1024 ** 3]
]);
/** The written form of a size, for the schema that editors read. */
const sizePattern = /^[0-9]+(\.[0-9]+)? ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?$/;
/** The written form of a growth. */
const growthPattern = /^[0-9]+(\.[0-9]+)? ?%$/;
const sizesAccepted = "a size such as `500 kB`, `1.5 MB` or `1 MiB` (kB, MB, GB count in 1000; KiB, MiB, GiB in 1024), or a number of bytes";
const growthAccepted = "a percentage such as `25%`";
/** Bytes of `1 MB`, `1.5 MiB` or a plain number, rounded to whole bytes; null when it is no size or too large to count exactly. */
function parseSize(value) {
	if (typeof value === "string" && !sizePattern.test(value)) return null;
	const [, digits = "", unit = ""] = /^([0-9.]+) ?(.*)$/.exec(String(value)) ?? [];
	const factor = units.get(unit);
	if (factor === void 0 || digits === "") return null;
	const bytes = Math.round(Number(digits) * factor);
	return Number.isSafeInteger(bytes) && (typeof value === "string" || bytes === value) ? bytes : null;
}
/** The ratio of a percentage: 0.25 for `25%`; null when it is none. */
function parseGrowth(value) {
	if (!growthPattern.test(value)) return null;
	const ratio = Number.parseFloat(value) / 100;
	return Number.isFinite(ratio) ? ratio : null;
}

export { allRules as $, unenforced as A, count as At, terminal as B, interruption as C, fetchMissing as Ct, policySentence as D, CouldNotJudge as Dt, exitCode as E, cleanEnvironment as Et, html as F, size as Ft, acceptedShares as G, visible as H, htmlProse as I, some as It, decode as J, parseShare as K, json as L, subject$1 as Lt, commandData as M, number$1 as Mt, commandProperty as N, packerName as Nt, shardSentence as O, waiverFacts as Ot, commandSafe as P, place as Pt, throughLink as Q, markdown as R, globError as Rt, sections as S, checkedOut as St, parseBaseline as T, repositoryRoot as Tt, gate as U, uri as V, list as W, isFolder as X, folderFiles as Y, segmentsWithin as Z, table as _, failuresOf as _t, sizePattern as a, EmptyWorkspace as at, failureGroups as b, subject as bt, temporaryFolder as c, loadPolicy as ct, mergeReports as d, rulesOf as dt, foreignManifests as et, renderText as f, levels as ft, row as g, withFailure as gt, prose as h, conclude as ht, parseSize as i, Folders as it, verdictLine as j, extent as jt, totals as k, clip as kt, TarballStore as l, didYouMean as lt, code as m, atOnce as mt, growthPattern as n, parseJsonc as nt, sizesAccepted as o, InvalidManifest as ot, renderMarkdown as p, isRecord as pt, SCHEMA as q, parseGrowth as r, managerNames as rt, writeWhole as s, BaseUnreadable as st, growthAccepted as t, rushProjects as tt, storeOfUser as u, partsOf$1 as ut, renderJson as v, PolicyFileError as vt, acceptedBaselines as w, git as wt, lowerings as x, today as xt, allowances as y, quote$2 as yt, sarifMessage as z, require_tunnel as zt };