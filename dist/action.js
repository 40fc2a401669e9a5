import { r as __toESM } from "./rolldown-runtime.js";
import { A as unenforced, At as count, B as terminal, C as interruption, Ct as fetchMissing, Dt as CouldNotJudge, E as exitCode, Et as cleanEnvironment, G as acceptedShares, H as visible, It as some, J as decode, K as parseShare, Lt as subject, M as commandData, Mt as number, N as commandProperty, Ot as waiverFacts, P as commandSafe, Pt as place, Q as throughLink, R as markdown, S as sections, St as checkedOut, T as parseBaseline, Tt as repositoryRoot, U as gate, W as list, X as isFolder, Y as folderFiles, Z as segmentsWithin, _ as table, _t as failuresOf, c as temporaryFolder, d as mergeReports, f as renderText, g as row, gt as withFailure, h as prose, ht as conclude, j as verdictLine, k as totals, kt as clip, l as TarballStore, m as code, p as renderMarkdown, rt as managerNames, s as writeWhole, st as BaseUnreadable, u as storeOfUser, v as renderJson, vt as PolicyFileError, w as acceptedBaselines, wt as git, xt as today, yt as quote$1, zt as require_tunnel } from "./engine.js";
import { t as require_undici } from "./undici.js";
import { _ as record, b as union, d as boolean, g as object, h as number$1, m as looseObject, x as url, y as string } from "./zod.js";
import "./jitless-zod.js";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as os from "os";
import os$1, { EOL } from "os";
import * as fs from "fs";
import { constants as constants$1, promises } from "fs";
import * as path from "path";
import * as events from "events";
import { randomUUID } from "node:crypto";
import * as child from "child_process";
import { setTimeout as setTimeout$1 } from "timers";
import { stat as stat$2 } from "node:fs/promises";
import { appendFileSync, closeSync, lstatSync, openSync, readFileSync as readFileSync$1, readSync, rmSync, statSync as statSync$1, truncateSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as setTimeout$2 } from "node:timers/promises";

// node_modules/@actions/core/lib/utils.js
/**
* Sanitizes an input into a string so it can be passed into issueCommand safely
* @param input input to sanitize into a string
*/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
/**
*
* @param annotationProperties
* @returns The command properties to send with the actual annotation command
* See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
*/
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}

// node_modules/@actions/core/lib/command.js
/**
* Issues a command to the GitHub Actions runner
*
* @param command - The command name to issue
* @param properties - Additional properties for the command (key-value pairs)
* @param message - The message to include with the command
* @remarks
* This function outputs a specially formatted string to stdout that the Actions
* runner interprets as a command. These commands can control workflow behavior,
* set outputs, create annotations, mask values, and more.
*
* Command Format:
*   ::name key=value,key=value::message
*
* @example
* ```typescript
* // Issue a warning annotation
* issueCommand('warning', {}, 'This is a warning message');
* // Output: ::warning::This is a warning message
*
* // Set an environment variable
* issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
* // Output: ::set-env name=MY_VAR::some value
*
* // Add a secret mask
* issueCommand('add-mask', {}, 'secretValue123');
* // Output: ::add-mask::secretValue123
* ```
*
* @internal
* This is an internal utility function that powers the public API functions
* such as setSecret, warning, error, and exportVariable.
*/
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
	issueCommand(name, {}, message);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/http-client/lib/index.js
var import_tunnel = /* @__PURE__ */ __toESM(require_tunnel(), 1);
var import_undici = require_undici();
var __awaiter$9 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
var HttpCodes;
(function(HttpCodes) {
	HttpCodes[HttpCodes["OK"] = 200] = "OK";
	HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
	HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
	HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
	HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
	HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
	HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
	HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
	HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
	HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
	HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
	HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
	HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
	HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
	HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
	HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
	HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
	HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
	HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
	HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
	HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
	HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
	HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
	HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
	HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
	HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
	HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function(Headers) {
	Headers["Accept"] = "accept";
	Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function(MediaTypes) {
	MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
const HttpRedirectCodes = [
	HttpCodes.MovedPermanently,
	HttpCodes.ResourceMoved,
	HttpCodes.SeeOther,
	HttpCodes.TemporaryRedirect,
	HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
	HttpCodes.BadGateway,
	HttpCodes.ServiceUnavailable,
	HttpCodes.GatewayTimeout
];

// node_modules/@actions/http-client/lib/auth.js
var __awaiter$8 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};

// node_modules/@actions/core/lib/oidc-utils.js
var __awaiter$7 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};

// node_modules/@actions/core/lib/summary.js
var __awaiter$6 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	/**
	* Finds the summary file path from the environment, rejects if env var is not found or file does not exist
	* Also checks r/w permissions.
	*
	* @returns step summary file path
	*/
	filePath() {
		return __awaiter$6(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, constants$1.R_OK | constants$1.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	/**
	* Wraps content in an HTML tag, adding any HTML attributes
	*
	* @param {string} tag HTML tag to wrap
	* @param {string | null} content content within the tag
	* @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
	*
	* @returns {string} content wrapped in HTML element
	*/
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	/**
	* Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
	*
	* @param {SummaryWriteOptions} [options] (optional) options for write operation
	*
	* @returns {Promise<Summary>} summary instance
	*/
	write(options) {
		return __awaiter$6(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	/**
	* Clears the summary buffer and wipes the summary file
	*
	* @returns {Summary} summary instance
	*/
	clear() {
		return __awaiter$6(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	/**
	* Returns the current summary buffer as a string
	*
	* @returns {string} string of summary buffer
	*/
	stringify() {
		return this._buffer;
	}
	/**
	* If the summary buffer is empty
	*
	* @returns {boolen} true if the buffer is empty
	*/
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	/**
	* Resets the summary buffer without writing to summary file
	*
	* @returns {Summary} summary instance
	*/
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	/**
	* Adds raw text to the summary buffer
	*
	* @param {string} text content to add
	* @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	/**
	* Adds the operating system-specific end-of-line marker to the buffer
	*
	* @returns {Summary} summary instance
	*/
	addEOL() {
		return this.addRaw(EOL);
	}
	/**
	* Adds an HTML codeblock to the summary buffer
	*
	* @param {string} code content to render within fenced code block
	* @param {string} lang (optional) language to syntax highlight code
	*
	* @returns {Summary} summary instance
	*/
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML list to the summary buffer
	*
	* @param {string[]} items list of items to render
	* @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML table to the summary buffer
	*
	* @param {SummaryTableCell[]} rows table rows
	*
	* @returns {Summary} summary instance
	*/
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds a collapsable HTML details element to the summary buffer
	*
	* @param {string} label text for the closed state
	* @param {string} content collapsable content
	*
	* @returns {Summary} summary instance
	*/
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML image tag to the summary buffer
	*
	* @param {string} src path to the image you to embed
	* @param {string} alt text description of the image
	* @param {SummaryImageOptions} options (optional) addition image attributes
	*
	* @returns {Summary} summary instance
	*/
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML section heading element
	*
	* @param {string} text heading text
	* @param {number | string} [level=1] (optional) the heading level, default: 1
	*
	* @returns {Summary} summary instance
	*/
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML thematic break (<hr>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML line break (<br>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML blockquote to the summary buffer
	*
	* @param {string} text quote text
	* @param {string} cite (optional) citation url
	*
	* @returns {Summary} summary instance
	*/
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML anchor tag to the summary buffer
	*
	* @param {string} text link text/content
	* @param {string} href hyperlink
	*
	* @returns {Summary} summary instance
	*/
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
const _summary = new Summary();

// node_modules/@actions/io/lib/io-util.js
var __awaiter$5 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink } = fs.promises;
const IS_WINDOWS$1 = process.platform === "win32";
const READONLY = fs.constants.O_RDONLY;
function exists(fsPath) {
	return __awaiter$5(this, void 0, void 0, function* () {
		try {
			yield stat(fsPath);
		} catch (err) {
			if (err.code === "ENOENT") return false;
			throw err;
		}
		return true;
	});
}
/**
* On OSX/Linux, true if path starts with '/'. On Windows, true for paths like:
* \, \hello, \\hello\share, C:, and C:\hello (and corresponding alternate separator cases).
*/
function isRooted(p) {
	p = normalizeSeparators(p);
	if (!p) throw new Error("isRooted() parameter \"p\" cannot be empty");
	if (IS_WINDOWS$1) return p.startsWith("\\") || /^[A-Z]:/i.test(p);
	return p.startsWith("/");
}
/**
* Best effort attempt to determine whether a file exists and is executable.
* @param filePath    file path to check
* @param extensions  additional file extensions to try
* @return if file exists and is executable, returns the file path. otherwise empty string.
*/
function tryGetExecutablePath(filePath, extensions) {
	return __awaiter$5(this, void 0, void 0, function* () {
		let stats = void 0;
		try {
			stats = yield stat(filePath);
		} catch (err) {
			if (err.code !== "ENOENT") console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
		}
		if (stats && stats.isFile()) {
			if (IS_WINDOWS$1) {
				const upperExt = path.extname(filePath).toUpperCase();
				if (extensions.some((validExt) => validExt.toUpperCase() === upperExt)) return filePath;
			} else if (isUnixExecutable(stats)) return filePath;
		}
		const originalFilePath = filePath;
		for (const extension of extensions) {
			filePath = originalFilePath + extension;
			stats = void 0;
			try {
				stats = yield stat(filePath);
			} catch (err) {
				if (err.code !== "ENOENT") console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
			}
			if (stats && stats.isFile()) {
				if (IS_WINDOWS$1) {
					try {
						const directory = path.dirname(filePath);
						const upperName = path.basename(filePath).toUpperCase();
						for (const actualName of yield readdir(directory)) if (upperName === actualName.toUpperCase()) {
							filePath = path.join(directory, actualName);
							break;
						}
					} catch (err) {
						console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
					}
					return filePath;
				} else if (isUnixExecutable(stats)) return filePath;
			}
		}
		return "";
	});
}
function normalizeSeparators(p) {
	p = p || "";
	if (IS_WINDOWS$1) {
		p = p.replace(/\//g, "\\");
		return p.replace(/\\\\+/g, "\\");
	}
	return p.replace(/\/\/+/g, "/");
}
function isUnixExecutable(stats) {
	return (stats.mode & 1) > 0 || (stats.mode & 8) > 0 && process.getgid !== void 0 && stats.gid === process.getgid() || (stats.mode & 64) > 0 && process.getuid !== void 0 && stats.uid === process.getuid();
}

// node_modules/@actions/io/lib/io.js
var __awaiter$4 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
/**
* Returns path of a tool had the tool actually been invoked.  Resolves via paths.
* If you check and the tool does not exist, it will throw.
*
* @param     tool              name of the tool
* @param     check             whether to check if tool exists
* @returns   Promise<string>   path to tool
*/
function which(tool, check) {
	return __awaiter$4(this, void 0, void 0, function* () {
		if (!tool) throw new Error("parameter 'tool' is required");
		if (check) {
			const result = yield which(tool, false);
			if (!result) {
				if (IS_WINDOWS$1) throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
				else throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
			}
			return result;
		}
		const matches = yield findInPath(tool);
		if (matches && matches.length > 0) return matches[0];
		return "";
	});
}
/**
* Returns a list of all occurrences of the given tool on the system path.
*
* @returns   Promise<string[]>  the paths of the tool
*/
function findInPath(tool) {
	return __awaiter$4(this, void 0, void 0, function* () {
		if (!tool) throw new Error("parameter 'tool' is required");
		const extensions = [];
		if (IS_WINDOWS$1 && process.env["PATHEXT"]) {
			for (const extension of process.env["PATHEXT"].split(path.delimiter)) if (extension) extensions.push(extension);
		}
		if (isRooted(tool)) {
			const filePath = yield tryGetExecutablePath(tool, extensions);
			if (filePath) return [filePath];
			return [];
		}
		if (tool.includes(path.sep)) return [];
		const directories = [];
		if (process.env.PATH) {
			for (const p of process.env.PATH.split(path.delimiter)) if (p) directories.push(p);
		}
		const matches = [];
		for (const directory of directories) {
			const filePath = yield tryGetExecutablePath(path.join(directory, tool), extensions);
			if (filePath) matches.push(filePath);
		}
		return matches;
	});
}

// node_modules/@actions/exec/lib/toolrunner.js
var __awaiter$3 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const IS_WINDOWS = process.platform === "win32";
var ToolRunner = class extends events.EventEmitter {
	constructor(toolPath, args, options) {
		super();
		if (!toolPath) throw new Error("Parameter 'toolPath' cannot be null or empty.");
		this.toolPath = toolPath;
		this.args = args || [];
		this.options = options || {};
	}
	_debug(message) {
		if (this.options.listeners && this.options.listeners.debug) this.options.listeners.debug(message);
	}
	_getCommandString(options, noPrefix) {
		const toolPath = this._getSpawnFileName();
		const args = this._getSpawnArgs(options);
		let cmd = noPrefix ? "" : "[command]";
		if (IS_WINDOWS) {
			if (this._isCmdFile()) {
				cmd += toolPath;
				for (const a of args) cmd += ` ${a}`;
			} else if (options.windowsVerbatimArguments) {
				cmd += `"${toolPath}"`;
				for (const a of args) cmd += ` ${a}`;
			} else {
				cmd += this._windowsQuoteCmdArg(toolPath);
				for (const a of args) cmd += ` ${this._windowsQuoteCmdArg(a)}`;
			}
		} else {
			cmd += toolPath;
			for (const a of args) cmd += ` ${a}`;
		}
		return cmd;
	}
	_processLineBuffer(data, strBuffer, onLine) {
		try {
			let s = strBuffer + data.toString();
			let n = s.indexOf(os.EOL);
			while (n > -1) {
				onLine(s.substring(0, n));
				s = s.substring(n + os.EOL.length);
				n = s.indexOf(os.EOL);
			}
			return s;
		} catch (err) {
			this._debug(`error processing line. Failed with error ${err}`);
			return "";
		}
	}
	_getSpawnFileName() {
		if (IS_WINDOWS) {
			if (this._isCmdFile()) return process.env["COMSPEC"] || "cmd.exe";
		}
		return this.toolPath;
	}
	_getSpawnArgs(options) {
		if (IS_WINDOWS) {
			if (this._isCmdFile()) {
				let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
				for (const a of this.args) {
					argline += " ";
					argline += options.windowsVerbatimArguments ? a : this._windowsQuoteCmdArg(a);
				}
				argline += "\"";
				return [argline];
			}
		}
		return this.args;
	}
	_endsWith(str, end) {
		return str.endsWith(end);
	}
	_isCmdFile() {
		const upperToolPath = this.toolPath.toUpperCase();
		return this._endsWith(upperToolPath, ".CMD") || this._endsWith(upperToolPath, ".BAT");
	}
	_windowsQuoteCmdArg(arg) {
		if (!this._isCmdFile()) return this._uvQuoteCmdArg(arg);
		if (!arg) return "\"\"";
		const cmdSpecialChars = [
			" ",
			"	",
			"&",
			"(",
			")",
			"[",
			"]",
			"{",
			"}",
			"^",
			"=",
			";",
			"!",
			"'",
			"+",
			",",
			"`",
			"~",
			"|",
			"<",
			">",
			"\""
		];
		let needsQuotes = false;
		for (const char of arg) if (cmdSpecialChars.some((x) => x === char)) {
			needsQuotes = true;
			break;
		}
		if (!needsQuotes) return arg;
		let reverse = "\"";
		let quoteHit = true;
		for (let i = arg.length; i > 0; i--) {
			reverse += arg[i - 1];
			if (quoteHit && arg[i - 1] === "\\") reverse += "\\";
			else if (arg[i - 1] === "\"") {
				quoteHit = true;
				reverse += "\"";
			} else quoteHit = false;
		}
		reverse += "\"";
		return reverse.split("").reverse().join("");
	}
	_uvQuoteCmdArg(arg) {
		if (!arg) return "\"\"";
		if (!arg.includes(" ") && !arg.includes("	") && !arg.includes("\"")) return arg;
		if (!arg.includes("\"") && !arg.includes("\\")) return `"${arg}"`;
		let reverse = "\"";
		let quoteHit = true;
		for (let i = arg.length; i > 0; i--) {
			reverse += arg[i - 1];
			if (quoteHit && arg[i - 1] === "\\") reverse += "\\";
			else if (arg[i - 1] === "\"") {
				quoteHit = true;
				reverse += "\\";
			} else quoteHit = false;
		}
		reverse += "\"";
		return reverse.split("").reverse().join("");
	}
	_cloneExecOptions(options) {
		options = options || {};
		const result = {
			cwd: options.cwd || process.cwd(),
			env: options.env || process.env,
			silent: options.silent || false,
			windowsVerbatimArguments: options.windowsVerbatimArguments || false,
			failOnStdErr: options.failOnStdErr || false,
			ignoreReturnCode: options.ignoreReturnCode || false,
			delay: options.delay || 1e4
		};
		result.outStream = options.outStream || process.stdout;
		result.errStream = options.errStream || process.stderr;
		return result;
	}
	_getSpawnOptions(options, toolPath) {
		options = options || {};
		const result = {};
		result.cwd = options.cwd;
		result.env = options.env;
		result["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
		if (options.windowsVerbatimArguments) result.argv0 = `"${toolPath}"`;
		return result;
	}
	/**
	* Exec a tool.
	* Output will be streamed to the live console.
	* Returns promise with return code
	*
	* @param     tool     path to tool to exec
	* @param     options  optional exec options.  See ExecOptions
	* @returns   number
	*/
	exec() {
		return __awaiter$3(this, void 0, void 0, function* () {
			if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS && this.toolPath.includes("\\"))) this.toolPath = path.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
			this.toolPath = yield which(this.toolPath, true);
			return new Promise((resolve, reject) => __awaiter$3(this, void 0, void 0, function* () {
				this._debug(`exec tool: ${this.toolPath}`);
				this._debug("arguments:");
				for (const arg of this.args) this._debug(`   ${arg}`);
				const optionsNonNull = this._cloneExecOptions(this.options);
				if (!optionsNonNull.silent && optionsNonNull.outStream) optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os.EOL);
				const state = new ExecState(optionsNonNull, this.toolPath);
				state.on("debug", (message) => {
					this._debug(message);
				});
				if (this.options.cwd && !(yield exists(this.options.cwd))) return reject(/* @__PURE__ */ new Error(`The cwd: ${this.options.cwd} does not exist!`));
				const fileName = this._getSpawnFileName();
				const cp = child.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
				let stdbuffer = "";
				if (cp.stdout) cp.stdout.on("data", (data) => {
					if (this.options.listeners && this.options.listeners.stdout) this.options.listeners.stdout(data);
					if (!optionsNonNull.silent && optionsNonNull.outStream) optionsNonNull.outStream.write(data);
					stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
						if (this.options.listeners && this.options.listeners.stdline) this.options.listeners.stdline(line);
					});
				});
				let errbuffer = "";
				if (cp.stderr) cp.stderr.on("data", (data) => {
					state.processStderr = true;
					if (this.options.listeners && this.options.listeners.stderr) this.options.listeners.stderr(data);
					if (!optionsNonNull.silent && optionsNonNull.errStream && optionsNonNull.outStream) (optionsNonNull.failOnStdErr ? optionsNonNull.errStream : optionsNonNull.outStream).write(data);
					errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
						if (this.options.listeners && this.options.listeners.errline) this.options.listeners.errline(line);
					});
				});
				cp.on("error", (err) => {
					state.processError = err.message;
					state.processExited = true;
					state.processClosed = true;
					state.CheckComplete();
				});
				cp.on("exit", (code) => {
					state.processExitCode = code;
					state.processExited = true;
					this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
					state.CheckComplete();
				});
				cp.on("close", (code) => {
					state.processExitCode = code;
					state.processExited = true;
					state.processClosed = true;
					this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
					state.CheckComplete();
				});
				state.on("done", (error, exitCode) => {
					if (stdbuffer.length > 0) this.emit("stdline", stdbuffer);
					if (errbuffer.length > 0) this.emit("errline", errbuffer);
					cp.removeAllListeners();
					if (error) reject(error);
					else resolve(exitCode);
				});
				if (this.options.input) {
					if (!cp.stdin) throw new Error("child process missing stdin");
					cp.stdin.end(this.options.input);
				}
			}));
		});
	}
};
var ExecState = class ExecState extends events.EventEmitter {
	constructor(options, toolPath) {
		super();
		this.processClosed = false;
		this.processError = "";
		this.processExitCode = 0;
		this.processExited = false;
		this.processStderr = false;
		this.delay = 1e4;
		this.done = false;
		this.timeout = null;
		if (!toolPath) throw new Error("toolPath must not be empty");
		this.options = options;
		this.toolPath = toolPath;
		if (options.delay) this.delay = options.delay;
	}
	CheckComplete() {
		if (this.done) return;
		if (this.processClosed) this._setResult();
		else if (this.processExited) this.timeout = setTimeout$1(ExecState.HandleTimeout, this.delay, this);
	}
	_debug(message) {
		this.emit("debug", message);
	}
	_setResult() {
		let error;
		if (this.processExited) {
			if (this.processError) error = /* @__PURE__ */ new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
			else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) error = /* @__PURE__ */ new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
			else if (this.processStderr && this.options.failOnStdErr) error = /* @__PURE__ */ new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
		}
		if (this.timeout) {
			clearTimeout(this.timeout);
			this.timeout = null;
		}
		this.done = true;
		this.emit("done", error, this.processExitCode);
	}
	static HandleTimeout(state) {
		if (state.done) return;
		if (!state.processClosed && state.processExited) {
			const message = `The STDIO streams did not close within ${state.delay / 1e3} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
			state._debug(message);
		}
		state._setResult();
	}
};

// node_modules/@actions/exec/lib/exec.js
var __awaiter$2 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};

// node_modules/@actions/core/lib/platform.js
var __awaiter$1 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const platform = os$1.platform();
const arch = os$1.arch();

// node_modules/@actions/core/lib/core.js
var __awaiter = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
/**
* The code to exit an action
*/
var ExitCode;
(function(ExitCode) {
	/**
	* A code indicating that the action was successful
	*/
	ExitCode[ExitCode["Success"] = 0] = "Success";
	/**
	* A code indicating that the action was a failure
	*/
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
/**
* Registers a secret which will get masked from logs
*
* @param secret - Value of the secret to be masked
* @remarks
* This function instructs the Actions runner to mask the specified value in any
* logs produced during the workflow run. Once registered, the secret value will
* be replaced with asterisks (***) whenever it appears in console output, logs,
* or error messages.
*
* This is useful for protecting sensitive information such as:
* - API keys
* - Access tokens
* - Authentication credentials
* - URL parameters containing signatures (SAS tokens)
*
* Note that masking only affects future logs; any previous appearances of the
* secret in logs before calling this function will remain unmasked.
*
* @example
* ```typescript
* // Register an API token as a secret
* const apiToken = "abc123xyz456";
* setSecret(apiToken);
*
* // Now any logs containing this value will show *** instead
* console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
* ```
*/
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
/**
* Adds an error issue
* @param message error issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a warning issue
* @param message warning issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a notice issue
* @param message notice issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Writes info to log with console.log.
* @param message info message
*/
function info(message) {
	process.stdout.write(message + os.EOL);
}
/**
* Begin an output group.
*
* Output until the next `groupEnd` will be foldable in this group
*
* @param name The name of the output group
*/
function startGroup(name) {
	issue("group", name);
}
/**
* End an output group.
*/
function endGroup() {
	issue("endgroup");
}

// src/baseline/commit.ts
/**
* The files of one commit, as git stores them; null when the repository does not have the commit, as a shallow checkout, or there
* is no git. Nothing is fetched. A read throws BaseUnreadable when a partial clone lacks what it needs.
*/
async function commitFiles(root, sha, environment) {
	if (!(await git(root, [
		"cat-file",
		"-e",
		`${sha}^{tree}`
	], environment)).ok) return null;
	return { async read(path) {
		const segments = segmentsWithin(path);
		for (let length = 1; length < segments.length; length++) {
			const folder = segments.slice(0, length).join("/");
			const entry = await entryOf(root, sha, folder, environment);
			if (entry === null) return null;
			if (entry.mode === "120000") throw throughLink(path, folder);
			if (entry.mode === "160000") return besideCommit(root, folder, entry, environment);
			if (entry.mode !== "040000") return null;
		}
		const entry = await entryOf(root, sha, path, environment);
		if (entry === null) return null;
		if (entry.mode === "120000") throw throughLink(path, path);
		if (!entry.mode.startsWith("100")) throw isFolder(path);
		const blob = await git(root, [
			"cat-file",
			"blob",
			entry.object
		], environment);
		if (!blob.ok) throw incomplete$1(sha, path);
		return decode(path, blob.bytes);
	} };
}
/** @see https://git-scm.com/docs/git-ls-tree */
async function entryOf(root, commit, path, environment) {
	const listed = await git(root, [
		"ls-tree",
		"-z",
		"--full-tree",
		commit,
		"--",
		path
	], environment);
	if (!listed.ok) throw incomplete$1(commit, path);
	for (const line of listed.stdout.split("\0")) {
		const [, mode, object, name] = /^(\d{6}) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(line) ?? [];
		if (name === path && mode !== void 0 && object !== void 0) return {
			mode,
			object
		};
	}
	return null;
}
/** A file of a submodule: when the change leaves the submodule at its commit, the work tree has it as the base commit has. */
async function besideCommit(root, folder, before, environment) {
	if ((await entryOf(root, "HEAD", folder, environment))?.object === before.object) return null;
	throw new PolicyFileError(`The submodule ${quote$1(folder)}, which the policy extends, is another one after this change; change it by itself.`);
}
function incomplete$1(commit, path) {
	return new BaseUnreadable(`git has the commit ${commit.slice(0, 7)} but not ${quote$1(path)} of it: check out with "fetch-depth: 0" and without a filter.`);
}

// src/github/cut.ts
/** A sentence for the first line of a Markdown text that was cut. */
const CUT = "> **This report was cut to fit GitHub's limit.** The JSON report has all of it.\n\n";
/**
* Cuts Markdown to at most `limit` bytes of UTF-8, at the end of a line, and says so in its first line: at the end the
* sentence could stand inside a folded or unfinished block. The writers keep to the limits themselves; this is the net.
*/
function cutMarkdown(text, limit) {
	if (Buffer.byteLength(text) <= limit) return text;
	const kept = cutText(text, limit - Buffer.byteLength(CUT), "");
	const end = kept.lastIndexOf("\n");
	return CUT + (end < 0 ? kept : kept.slice(0, end + 1));
}
/** Cuts plain text to at most `limit` bytes of UTF-8, never inside a character, and ends it with `mark`. */
function cutText(text, limit, mark = "\u2026") {
	const bytes = Buffer.from(text);
	if (bytes.length <= limit) return text;
	let end = limit - Buffer.byteLength(mark);
	while (end > 0 && ((bytes[end] ?? 0) & 192) === 128) end -= 1;
	return bytes.subarray(0, end).toString() + mark;
}

// src/github/client.ts
const RETRIES = 3;
/** Nobody should wait longer than this for a check run: a limit that holds longer is given up on. Milliseconds. */
const LONGEST_WAIT = 6e4;
/** A server that lets requests run into their time limit is not asked a third time: milliseconds after which no answer is no answer. */
const SILENCE = 2e4;
/**
* Loads the client. Call it before any script of a package runs, which could replace the file on disk; and after the event payload was
* checked, because the package parses it when it is imported, and a broken one would end in a stack.
*/
function loadClient() {
	return import("./github.js");
}
/**
* A client for the repository's API that asks again after a network failure, a 5xx, and a rate limit, up to three times.
* A wait that GitHub asks for is kept up to a minute. (The octokit plugins for this come with a queue of a second between writes,
* and take no `retry-after` on a plain 429.)
* @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
*/
async function connect(context, token, { delay = setTimeout$2, timeout = 15e3 } = {}) {
	const github = await loadClient();
	const silent = () => {};
	const octokit = github.getOctokit(token, {
		baseUrl: context.apiUrl,
		userAgent: "lastgate",
		log: {
			debug: silent,
			info: silent,
			warn: silent,
			error: silent
		}
	});
	octokit.hook.wrap("request", async (request, options) => {
		const start = performance.now();
		for (let attempt = 0;; attempt += 1) try {
			options.request = {
				...options.request,
				signal: AbortSignal.timeout(timeout)
			};
			return await request(options);
		} catch (error) {
			const failure = describeFailure(error, token);
			const isSilent = failure.status === null && performance.now() - start > SILENCE;
			const wait = attempt < RETRIES && !isSilent ? waitAfter(failure, attempt) : null;
			if (wait === null) throw error;
			await delay(wait);
		}
	});
	return octokit;
}
const requestError = looseObject({
	status: number$1(),
	message: string(),
	response: looseObject({ headers: record(string(), union([string(), number$1()]).optional()) }).optional()
});
/** Reads an error that octokit threw. Anything else is a bug and thrown again. */
function describeFailure(error, token) {
	const parsed = requestError.safeParse(error);
	if (!parsed.success) throw error;
	const { status, response } = parsed.data;
	const message = cutText(parsed.data.message.replaceAll(token, "***"), 300);
	if (response === void 0) return {
		status: null,
		message,
		rateLimited: false,
		retryAfter: null
	};
	const header = (name) => {
		const text = String(response.headers[name] ?? "");
		return /^\d{1,12}$/.test(text) ? Number(text) : null;
	};
	const refused = status === 403 || status === 429;
	const asked = header("retry-after");
	const exhausted = header("x-ratelimit-remaining") === 0;
	const reset = exhausted ? header("x-ratelimit-reset") : null;
	return {
		status,
		message,
		rateLimited: status === 429 || refused && (asked !== null || exhausted || /secondary rate limit/i.test(message)),
		retryAfter: asked !== null ? asked * 1e3 : reset !== null ? Math.max(0, reset * 1e3 - Date.now()) : null
	};
}
/** Milliseconds until the next try; null when there should be none. */
function waitAfter(failure, attempt) {
	const { status, rateLimited, retryAfter } = failure;
	if (!(status === null || status >= 500 || rateLimited)) return null;
	const wait = retryAfter ?? (rateLimited ? LONGEST_WAIT : 1e3 * 2 ** attempt);
	return wait <= LONGEST_WAIT ? wait : null;
}

// src/github/base-files.ts
/**
* The commit that the event names as the base: from git when the checkout has it, else from GitHub's API, which a token that can
* only read is enough for, a fork's too. Null when the event is no proposed change.
* A read throws BaseUnreadable when neither can tell: a gate that does not know the old policy must not be green.
*/
async function openBase(access) {
	const { context, root, env } = access;
	const sha = context.baseSha;
	if (sha === null) return null;
	const inGit = await commitFiles(root, sha, env);
	const inApi = apiFiles(sha, access);
	return {
		sha,
		files: { async read(path) {
			try {
				if (inGit !== null) return await inGit.read(path);
			} catch (error) {
				if (!(error instanceof BaseUnreadable)) throw error;
			}
			return inApi.read(path);
		} }
	};
}
/** How often a file is asked for when the answer breaks off in the middle. */
const tries = 3;
/**
* Files of a commit by the contents API. GitHub answers 404 for a file that is not there and for one that the token may not see, so an
* absence is believed only once the root of the same commit could be listed.
* @see https://docs.github.com/rest/repos/contents#get-repository-content
*/
function apiFiles(sha, { context, token, patience }) {
	const repository = {
		owner: context.owner,
		repo: context.repo,
		ref: sha
	};
	let client;
	let rootIsReadable = false;
	const get = async (path, format) => {
		if (token === null) throw unreadable(sha, "no token was given to ask GitHub's API");
		client ??= connect(context, token, patience);
		const octokit = await client;
		try {
			return await octokit.rest.repos.getContent({
				...repository,
				path,
				mediaType: { format }
			});
		} catch (error) {
			const { status, message } = describeFailure(error, token);
			if (status === 404) return null;
			throw unreadable(sha, `GitHub's API ${status === null ? `could not be reached (${message})` : `answered ${status} (${message})`}`);
		}
	};
	return { async read(path) {
		segmentsWithin(path);
		for (let attempt = 0; attempt < tries; attempt += 1) {
			const answer = await get(path, "raw");
			if (answer === null) {
				rootIsReadable ||= Array.isArray((await get("", "json"))?.data);
				if (rootIsReadable) return null;
				throw unreadable(sha, "GitHub's API does not find the commit, or the token may not read it");
			}
			const data = answer.data;
			if (Array.isArray(data)) throw isFolder(path);
			const bytes = bytesOf(data);
			if (bytes !== null && (bytes.length > 0 || String(answer.headers["content-length"]) === "0")) return decode(path, bytes);
		}
		throw unreadable(sha, "the answer of GitHub's API broke off");
	} };
}
function bytesOf(data) {
	if (typeof data === "string") return Buffer.from(data);
	return data instanceof ArrayBuffer ? Buffer.from(data) : null;
}
function unreadable(sha, why) {
	return new BaseUnreadable(`The policy of the base commit ${sha.slice(0, 7)} cannot be read: git does not have the commit, and ${why}. Check out with "fetch-depth: 0", or give the job the permission "contents: read".`);
}

// src/github/check-run.ts
/**
* Limits of the checks API. GitHub counts characters for some and kilobytes for others; all are kept in bytes of UTF-8,
* which are never fewer than either.
* @see https://docs.github.com/rest/checks/runs#create-a-check-run
*/
const CHECK_RUN_LIMITS = {
	title: 255,
	summary: 65535,
	text: 65535,
	annotationTitle: 255,
	annotationMessage: 64e3,
	annotationsPerRequest: 50,
	/** Our own: forty requests. What is over it is counted in the text. */
	annotations: 2e3
};
/**
* Writes a check run on the head commit: created with its conclusion and the first annotations, then updated with the
* others in batches. Whatever goes wrong becomes one sentence for `log`: the verdict never depends on this.
*
* A stopped verdict that is not enforced concludes `neutral`, which branch protection counts as passed and which looks
* like what it is; the title says that nothing was enforced.
* @returns the page of the check run; null when none was made, or GitHub did not say.
*/
async function publishCheckRun(run) {
	const { context, token, name, log } = run;
	if (token === null) {
		log(`The check run "${name}" was not written: give the input "token", or set "check-name" to nothing.`);
		return null;
	}
	const repository = {
		owner: context.owner,
		repo: context.repo
	};
	const output = {
		title: titleOf(run),
		summary: cutMarkdown(run.summary, CHECK_RUN_LIMITS.summary)
	};
	const text = cutMarkdown(textOf(run.annotations), CHECK_RUN_LIMITS.text);
	const [first = [], ...others] = batchesOf(run.annotations);
	const octokit = await connect(context, token, run.patience);
	const sentence = (error) => reason(describeFailure(error, token), context);
	let page = null;
	let id;
	try {
		const { data } = await octokit.rest.checks.create({
			...repository,
			name,
			head_sha: context.headSha,
			status: "completed",
			conclusion: conclusionOf(run),
			output: {
				...output,
				...text === "" ? {} : { text },
				annotations: first
			}
		});
		const created = looseObject({
			id: number$1(),
			html_url: string().nullish()
		}).safeParse(data);
		if (!created.success) {
			if (others.length > 0) log(incomplete(name, "GitHub's answer broke off."));
			return null;
		}
		id = created.data.id;
		page = created.data.html_url ?? null;
	} catch (error) {
		log(`The check run "${name}" was not written: ${sentence(error)}`);
		return null;
	}
	try {
		for (const annotations of others) await octokit.rest.checks.update({
			...repository,
			check_run_id: id,
			output: {
				...output,
				annotations
			}
		});
	} catch (error) {
		log(incomplete(name, sentence(error)));
	}
	return page;
}
function conclusionOf({ outcome, enforced }) {
	if (outcome === "passed") return "success";
	return outcome === "stopped" && !enforced ? "neutral" : "failure";
}
function titleOf({ title, enforced, outcome }) {
	return cutText(visible(!enforced && outcome !== "could-not-judge" ? `Nothing was enforced; ${title}` : title), CHECK_RUN_LIMITS.title);
}
/** The API wants a file and a line for each annotation: a file without a line is annotated at its first. */
function batchesOf(annotations) {
	const placed = annotations.flatMap(({ level, title, message, file, line }) => {
		if (file === null) return [];
		const start = Math.max(1, line ?? 1);
		return {
			path: file,
			start_line: start,
			end_line: start,
			annotation_level: level === "error" ? "failure" : level,
			title: cutText(title, CHECK_RUN_LIMITS.annotationTitle),
			message: cutText(message, CHECK_RUN_LIMITS.annotationMessage)
		};
	});
	const size = CHECK_RUN_LIMITS.annotationsPerRequest;
	const shown = placed.slice(0, CHECK_RUN_LIMITS.annotations);
	return Array.from({ length: Math.ceil(shown.length / size) }, (_, i) => shown.slice(i * size, (i + 1) * size));
}
/** What cannot be an annotation: those without a file, and the number of those over our limit. */
function textOf(annotations) {
	const lines = annotations.filter(({ file }) => file === null).map(({ level, title, message }) => `- **${level}: ${markdown(title)}**<br>${message.split("\n").map(markdown).join("<br>")}`);
	const over = annotations.length - lines.length - CHECK_RUN_LIMITS.annotations;
	if (over > 0) lines.push(`- ${over} more annotations are not shown here; the JSON report has all findings.`);
	return lines.join("\n");
}
function incomplete(name, why) {
	return `The check run "${name}" lacks some annotations, which the job summary has: ${why}`;
}
/** A clause that ends the sentence: what GitHub said, and what to do. */
function reason({ status, message, rateLimited }, context) {
	if (status === null) return `GitHub's API could not be reached (${message}).`;
	if (rateLimited) return `GitHub's rate limit holds on (${status}).`;
	if (status >= 500) return `GitHub's API failed (${status}).`;
	switch (status) {
		case 401: return "GitHub does not accept the token (401); look at the input \"token\".";
		case 403:
		case 404: return context.fromFork ? `a pull request from a fork has a token that can only read (${status}); the job's own status and annotations say the same.` : `the token may not write checks (${status}); give the job the permission "checks: write", or set "check-name" to nothing.`;
		default: return `GitHub did not accept it (${status}: ${message}).`;
	}
}

// src/github/event.ts
/** The environment or the event payload is not what GitHub writes. */
var UnreadableEvent = class extends CouldNotJudge {
	kind = "unreadable-event";
};
const sha = string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
/** A deleted fork is null. */
const headRepository = looseObject({ id: number$1() }).nullish();
const payloads = {
	any: looseObject({ repository: looseObject({ private: boolean().optional() }).optional() }),
	pullRequest: looseObject({ pull_request: looseObject({
		head: looseObject({
			sha,
			repo: headRepository
		}),
		base: looseObject({
			sha,
			repo: looseObject({ id: number$1() })
		})
	}) }),
	workflowRun: looseObject({ workflow_run: looseObject({
		event: string(),
		head_sha: sha,
		head_repository: headRepository,
		repository: looseObject({ id: number$1() })
	}) }),
	push: looseObject({ before: sha.nullish() }),
	issueComment: looseObject({ issue: looseObject({ pull_request: looseObject({}).nullish() }) }),
	mergeGroup: looseObject({ merge_group: looseObject({
		head_sha: sha,
		base_sha: sha
	}) })
};
const environment = object({
	GITHUB_EVENT_NAME: string().regex(/^[a-z_]+$/),
	GITHUB_REPOSITORY: string().regex(/^[\w.-]+\/[\w.-]+$/),
	GITHUB_SHA: sha,
	GITHUB_API_URL: url({ protocol: /^https?$/ }).default("https://api.github.com")
});
/**
* Reads the runner's variables and the event payload. Only what is used is looked at, and it is checked: branch names
* and titles in the payload are other people's text, and a commit that is no commit would hide the base policy.
* @throws UnreadableEvent when a variable or a needed part of the payload is missing or malformed.
* @see https://docs.github.com/actions/reference/workflows-and-actions/variables
* @see https://docs.github.com/webhooks/webhook-events-and-payloads
*/
function readContext(env) {
	const variables = environment.safeParse({
		...env,
		GITHUB_API_URL: env.GITHUB_API_URL || void 0
	});
	if (!variables.success) {
		const name = String(variables.error.issues[0]?.path[0]);
		throw new UnreadableEvent(`The variable ${name} ${env[name] ? "is not what GitHub sets" : "is not set"}; run the action in a GitHub workflow, or the command lastgate elsewhere.`);
	}
	const { GITHUB_EVENT_NAME: event, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_API_URL } = variables.data;
	const payload = readPayload(env.GITHUB_EVENT_PATH);
	const [owner = "", repo = ""] = GITHUB_REPOSITORY.split("/");
	return {
		event,
		apiUrl: GITHUB_API_URL.replace(/\/+$/, ""),
		owner,
		repo,
		isPrivate: part(event, payloads.any, payload).repository?.private ?? null,
		...commits(event, payload, GITHUB_SHA)
	};
}
function commits(event, payload, githubSha) {
	if (event.startsWith("pull_request")) {
		const { head, base } = part(event, payloads.pullRequest, payload).pull_request;
		return {
			headSha: head.sha,
			baseSha: base.sha,
			sinceSha: event === "pull_request_target" ? null : base.sha,
			fromFork: head.repo?.id !== base.repo.id,
			privilegedFor: event === "pull_request_target" ? [base.sha, githubSha] : null
		};
	}
	if (event === "workflow_run") {
		const { workflow_run: run } = part(event, payloads.workflowRun, payload);
		const isChange = run.event.startsWith("pull_request");
		return {
			headSha: run.head_sha,
			baseSha: isChange ? githubSha : null,
			sinceSha: null,
			fromFork: run.head_repository?.id !== run.repository.id,
			privilegedFor: isChange ? [githubSha] : null
		};
	}
	if (event === "issue_comment") {
		const trusted = part(event, payloads.issueComment, payload).issue.pull_request != null ? githubSha : null;
		return {
			headSha: githubSha,
			baseSha: trusted,
			sinceSha: null,
			fromFork: false,
			privilegedFor: trusted === null ? null : [trusted]
		};
	}
	if (event === "merge_group") {
		const { head_sha, base_sha } = part(event, payloads.mergeGroup, payload).merge_group;
		return {
			headSha: head_sha,
			baseSha: base_sha,
			sinceSha: base_sha,
			fromFork: false,
			privilegedFor: null
		};
	}
	const own = {
		headSha: githubSha,
		baseSha: null,
		sinceSha: null,
		fromFork: false,
		privilegedFor: null
	};
	if (event !== "push") return own;
	const { before } = part(event, payloads.push, payload);
	return {
		...own,
		sinceSha: before === void 0 || before === null || /^0+$/.test(before) ? null : before
	};
}
function readPayload(file) {
	if (!file) return {};
	try {
		return JSON.parse(readFileSync$1(file, "utf8"));
	} catch (cause) {
		throw new UnreadableEvent("The event payload at GITHUB_EVENT_PATH cannot be read as JSON; run the job again, and look for a step that changes the file.", { cause });
	}
}
function part(event, schema, payload) {
	const parsed = schema.safeParse(payload);
	if (parsed.success) return parsed.data;
	const field = parsed.error.issues[0]?.path.join(".") || "payload";
	throw new UnreadableEvent(`The ${event} event has no valid "${field}" in the file at GITHUB_EVENT_PATH; run the job again, and look for a step that changes the file.`);
}

// src/github/outputs.ts
/**
* Bytes that the runner takes for the summary of one step; over it the upload fails and the job stays green.
* @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
*/
const SUMMARY_LIMIT = 1048576;
/**
* The outputs that tell a report.
* @param file path of the JSON report; empty when none could be written
*/
function outputsOf(report, file, packages) {
	const tarballs = report.packages.map(({ name, version, tarball }) => ({
		name,
		version,
		path: tarball.path,
		integrity: tarball.integrity
	}));
	const [only] = tarballs.length === 1 ? tarballs : [];
	const { errors, warnings } = totals(report);
	return {
		verdict: report.outcome,
		report: file,
		tarball: only?.path ?? "",
		integrity: only?.integrity ?? "",
		tarballs,
		packages,
		errors,
		warnings
	};
}
/** The outputs of a step that judged nothing: no verdict, and no path or integrity that somebody could publish by. */
function listOutputs(packages) {
	return {
		verdict: "",
		report: "",
		tarball: "",
		integrity: "",
		tarballs: [],
		packages,
		errors: 0,
		warnings: 0
	};
}
/**
* Sets the step's outputs, all in one write. Each value stands behind a random delimiter, so that no value can end itself
* and begin another output.
* @returns a sentence when they could not be written, else null.
*/
function writeOutputs(outputs, env = process.env) {
	const blocks = Object.entries(outputs).map(([name, value]) => {
		const delimiter = `ghadelimiter_${randomUUID()}`;
		return `${name}<<${delimiter}\n${typeof value === "string" ? value : JSON.stringify(value)}\n${delimiter}\n`;
	});
	const why = append(env.GITHUB_OUTPUT, () => blocks.join(""));
	return why === null ? null : `The step's outputs could not be written (${why}); later steps do not see them.`;
}
/**
* Adds Markdown, already escaped and meant to fit SUMMARY_LIMIT, to the job summary.
* @returns a sentence when it could not be written, else null.
*/
function writeSummary(markdown, env = process.env) {
	const text = markdown.endsWith("\n") ? markdown : `${markdown}\n`;
	const why = append(env.GITHUB_STEP_SUMMARY, (size) => cutMarkdown(text, SUMMARY_LIMIT - size));
	return why === null ? null : `The job summary could not be written (${why}); the log and the JSON report have all of it.`;
}
/** Adds all of it or nothing. Null when it went well, else a word for what did not. Paths of the runner stay out of it. */
function append(file, content) {
	if (!file) return "the runner named no file for it";
	let size = null;
	try {
		size = statSync$1(file).size;
		appendFileSync(file, content(size));
		return null;
	} catch (error) {
		cutBack(file, size);
		return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
	}
}
/** Half a summary reads like a whole one, and half an output is an error that hides the others. */
function cutBack(file, size) {
	try {
		if (size !== null && statSync$1(file).size > size) truncateSync(file, size);
	} catch {}
}
/** Hides secret values in everything that the job logs from here on. */
function maskSecrets(values) {
	for (const value of values) if (value.trim() !== "") setSecret(value);
}
/**
* Replays the output of a child as one foldable group. No line of it can be a command: the runner is told to look for none
* until a random word comes, and the log's own marks are taken out of each line.
*/
function group(name, lines) {
	const resume = randomUUID();
	startGroup(visible(name));
	info(`::stop-commands::${resume}`);
	for (const line of lines) info(terminal(line));
	info(`::${resume}::`);
	endGroup();
}

// src/github/runner-files.ts
/** A script wrote where only the runner's own commands belong: it would have set outputs, variables or the path of later steps. */
var RunnerFilesWritten = class extends CouldNotJudge {
	kind = "runner-files-written";
	constructor(names) {
		super(`While the package was packed something wrote into the runner's files (${names.join(", ")}), which set outputs and variables of this job; it was taken out again: look for the script that does so.`);
	}
};
const variables = [
	"GITHUB_OUTPUT",
	"GITHUB_ENV",
	"GITHUB_PATH",
	"GITHUB_STATE",
	"GITHUB_STEP_SUMMARY"
];
/**
* The files through which a step speaks to the runner, as they are now. Scripts are not told their names, but whoever runs as the same user
* finds them beside RUNNER_TEMP.
* @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
*/
var RunnerFiles = class {
	#before;
	constructor(env) {
		this.#before = variables.flatMap((name) => {
			const file = env[name];
			const content = file ? contentOf(file) : null;
			return file && content !== null ? [{
				name,
				file,
				content
			}] : [];
		});
	}
	/** Takes out what came in since. Returns the failure, null when there was nothing. */
	restore() {
		const written = this.#before.filter(({ file, content }) => contentOf(file)?.equals(content) !== true);
		if (written.length === 0) return null;
		for (const { file, content } of written) {
			rmSync(file, {
				recursive: true,
				force: true
			});
			writeFileSync(file, content);
		}
		return new RunnerFilesWritten(written.map(({ name }) => name));
	}
};
/** Null when it is no regular file, or cannot be read. */
function contentOf(file) {
	try {
		return lstatSync(file).isFile() ? readFileSync$1(file) : null;
	} catch {
		return null;
	}
}

// src/github/untrusted-checkout.ts
/** Packing would run a stranger's scripts where the workflow's token and secrets are within their reach. */
var UntrustedCheckout = class extends CouldNotJudge {
	kind = "untrusted-checkout";
	constructor(event, target) {
		super(`On ${event} the gate does not pack ${target}: it is not the commit that the workflow trusts, and its scripts would run beside the workflow's token and secrets. Use the event pull_request, or judge a ready .tgz.`);
	}
};
/**
* Refuses to pack what a pull request brought, on an event that runs with the repository's own rights. Packing runs the scripts of
* package.json; the clean environment takes the token from them, but not what lies in files and in the memory of the runner.
* A ready tarball is only read, and a folder of the trusted commit, as committed, holds nobody's scripts but the repository's own.
* Throws UntrustedCheckout.
* @see https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
*/
async function refuseUntrustedCheckout(request) {
	const { context, targets, folder, env } = request;
	if (context.privilegedFor === null) return;
	for (const target of targets) {
		const path = resolve(folder, target);
		const facts = await stat$2(path).catch(() => null);
		if (facts === null || !facts.isDirectory()) continue;
		if (!await isCommitted(path, context.privilegedFor, env)) throw new UntrustedCheckout(context.event, target);
	}
}
/** Whether the folder is, file by file, what one of the commits has there. Files that git does not track are not looked at. */
async function isCommitted(folder, commits, env) {
	const head = await git(folder, ["rev-parse", "HEAD"], env);
	if (!head.ok || !commits.includes(head.stdout.trim())) return false;
	if (!(await git(folder, [
		"ls-files",
		"--error-unmatch",
		"--",
		join(folder, "package.json")
	], env)).ok) return false;
	const changed = await git(folder, [
		"status",
		"--porcelain",
		"--untracked-files=no"
	], env);
	return changed.ok && changed.stdout === "";
}

// src/inputs.ts
/** An input of the action has a value that means nothing. One sentence for each such input. */
var BadInput = class extends CouldNotJudge {
	kind = "bad-input";
};
/**
* Reads the action's inputs from the environment that the runner made (`INPUT_*`). An input that the runner did not
* set at all takes the default of action.yml; one that is there is taken at its word, so an empty `targets` (an
* expression that came out empty) is an error and not "the current folder".
* @throws BadInput naming each bad input, its value, and what is accepted.
*/
function readInputs(env) {
	const problems = [];
	const read = (name, absent, parse) => {
		const value = (env[`INPUT_${name.toUpperCase()}`] ?? absent).trim();
		const parsed = parse(value);
		if (!(parsed instanceof Problem)) return parsed;
		problems.push(`The input "${name}" is ${quote(value)}; ${parsed.accepted}.`);
	};
	const targets = read("targets", ".", parseTargets);
	const policy = read("policy", "", oneLine("one path of a policy file"));
	const audience = read("audience", "", oneLine("one name of an audience"));
	const baseline = read("baseline", "", parseBaselineInput);
	const packageManager = read("package-manager", "", parseManager);
	const packCommand = read("pack-command", "", (value) => value || null);
	const prepublishOnly = read("prepublish-only", "true", parseBoolean);
	const enforce = read("enforce", "true", parseBoolean);
	const changedOnly = read("changed-only", "false", parseBoolean);
	const shard = read("shard", "", parseShardInput);
	const listOnly = read("list-only", "false", parseBoolean);
	const merge = read("merge", "", (value) => value === "" ? null : lines(value));
	const checkName = read("check-name", "Lastgate verdict", oneLine("one name of a check run"));
	const allowUntrustedCheckout = read("allow-untrusted-checkout", "false", parseBoolean);
	const token = (env.INPUT_TOKEN ?? "").trim() || null;
	if (packageManager && packCommand) problems.push("The inputs \"package-manager\" and \"pack-command\" are both set; give one of them.");
	if (merge) problems.push(...besideMerge(env));
	if (listOnly && shard) problems.push("The inputs \"list-only\" and \"shard\" are both set; the list is that of all shards, so give one of them.");
	if (listOnly && packCommand) problems.push("The inputs \"list-only\" and \"pack-command\" are both set; what a command packs is known only when it did, so give one of them.");
	if (problems.length > 0 || targets === void 0 || policy === void 0 || audience === void 0 || baseline === void 0 || packageManager === void 0 || packCommand === void 0 || prepublishOnly === void 0 || enforce === void 0 || changedOnly === void 0 || shard === void 0 || listOnly === void 0 || merge === void 0 || checkName === void 0 || allowUntrustedCheckout === void 0) throw new BadInput(problems.join(" "));
	return {
		targets,
		policy,
		audience,
		baseline,
		packageManager,
		packCommand,
		prepublishOnly,
		enforce,
		changedOnly,
		shard,
		listOnly,
		merge,
		checkName,
		allowUntrustedCheckout,
		token
	};
}
var Problem = class {
	/** What is accepted instead, as a clause. */
	accepted;
	constructor(accepted) {
		this.accepted = accepted;
	}
};
function lines(value) {
	return value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
function parseTargets(value) {
	const targets = lines(value);
	if (targets.length > 0) return targets;
	return new Problem("give at least one package folder, workspace root or .tgz file, one a line");
}
/**
* The booleans of the YAML 1.2 core schema, the same that `@actions/core` accepts.
* @see https://yaml.org/spec/1.2.2/#10212-boolean
*/
function parseBoolean(value) {
	if ([
		"true",
		"True",
		"TRUE"
	].includes(value)) return true;
	if ([
		"false",
		"False",
		"FALSE"
	].includes(value)) return false;
	return new Problem("accepted are true and false");
}
function parseBaselineInput(value) {
	if (value === "") return null;
	return parseBaseline(value) ?? new Problem(`accepted are ${"none, latest, a version such as 1.4.2, or the path of a .tgz file"}`);
}
function parseShardInput(value) {
	if (value === "") return null;
	return parseShare(value) ?? new Problem(`accepted is ${"one share of the packages, such as 2/5 for the second of five"}, or nothing`);
}
/** Inputs that say what to judge and how, with what they are when nobody sets them. A merge judges nothing. */
const judging = {
	targets: ".",
	policy: "",
	audience: "",
	baseline: "",
	"package-manager": "",
	"pack-command": "",
	"prepublish-only": "true",
	"changed-only": "false",
	shard: "",
	"list-only": "false"
};
/** A sentence when there are inputs that a merge would not look at. */
function besideMerge(env) {
	const given = Object.entries(judging).filter(([name, unset]) => (env[`INPUT_${name.toUpperCase()}`] ?? unset).trim() !== unset).map(([name]) => `"${name}"`);
	if (given.length === 0) return [];
	return [`The input "merge" is set, and ${given.join(", ")} beside it; a merge judges nothing, so give those to the shards.`];
}
function parseManager(value) {
	if (value === "") return null;
	return managerNames.find((name) => name === value) ?? new Problem(`accepted are ${managerNames.join(", ")}`);
}
function oneLine(what) {
	return (value) => {
		if (/[\r\n]/.test(value)) return new Problem(`accepted is ${what}, on one line, or nothing`);
		return value === "" ? null : value;
	};
}
/** A bad value can be a whole file by mistake: enough of it to recognise it. */
function quote(value) {
	if (value === "") return "empty";
	return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}\u2026` : value);
}

// src/pack/own-environment.ts
/**
* A copy of the process's environment, of which what a pack script must not see is then taken out of the process itself. A script of the
* same user reads `/proc/PID/environ`, which goes on showing what the process was started with: on Linux that memory is overwritten
* too, through `/proc/self/mem`. Elsewhere, or where the system forbids it, only the variables go.
* @see https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html
*/
function takeEnvironment(own) {
	const all = { ...own };
	const clean = cleanEnvironment(all);
	const secret = Object.keys(all).filter((name) => !(name in clean));
	if (process.platform === "linux") overwrite(secret);
	for (const name of secret) delete own[name];
	return all;
}
/** The place of the environment among the numbers of `/proc/self/stat`, counted from what follows the program's name. */
const environmentStart = 47;
function overwrite(names) {
	try {
		const stat = readFileSync$1("/proc/self/stat", "latin1");
		const start = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[environmentStart]);
		const block = readFileSync$1("/proc/self/environ");
		const memory = openSync("/proc/self/mem", "r+");
		try {
			const there = Buffer.alloc(block.length);
			readSync(memory, there, 0, there.length, start);
			if (!there.equals(block)) return;
			for (let at = 0; at < block.length;) {
				const next = block.indexOf(0, at);
				const end = next === -1 ? block.length : next;
				const equals = block.indexOf("=", at);
				if (equals !== -1 && equals < end && names.includes(block.toString("utf8", at, equals))) writeSync(memory, Buffer.alloc(end - equals - 1), 0, end - equals - 1, start + equals + 1);
				at = end + 1;
			}
		} finally {
			closeSync(memory);
		}
	} catch {}
}

// src/report/annotations.ts
/**
* What one step may show: the runner takes 10 of each level and drops the rest, and a failed step spends one error.
* @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
*/
const MOST$1 = {
	error: 9,
	warning: 9
};
/** The runner cuts a message here. The API takes 64 KB; one length serves both. */
const LONGEST_MESSAGE = 4096;
/** The checks API refuses a longer one. */
const LONGEST_TITLE = 255;
const LONGEST_FIELD = 800;
/** Everything that the report has to say, one annotation each: for the check run, which has room for them. Failures first. */
function allAnnotations(report) {
	const ordered = report.packages.flatMap((pack) => pack.findings.map((finding) => ({
		pack,
		finding
	}))).toSorted((a, b) => Number(a.finding.level !== "error") - Number(b.finding.level !== "error"));
	return withShard(report, [...report.failures.map(ofFailure), ...ordered.map(({ pack, finding }) => ofFinding(finding, pack))]);
}
/** Says of each annotation that it comes from a share of a run: the others' stand beside it. */
function withShard({ shard }, all) {
	if (shard === null) return all;
	const which = ` (shard ${shard.index} of ${shard.of})`;
	return all.map((each) => ({
		...each,
		title: `${cut(each.title, LONGEST_TITLE - which.length)}${which}`
	}));
}
/**
* At most 9 errors and 9 warnings for one step. When a level has more findings than room, there is one annotation for each
* rule, with its number and first paths; when there are more rules than room, the last says which are missing. A
* run that enforced nothing says so in a notice first.
*/
function annotations(report) {
	const failures = report.failures.map(ofFailure);
	const nothing = unenforced(report);
	return withShard(report, [
		...nothing === null ? [] : [{
			level: "notice",
			title: "lastgate",
			message: nothing,
			file: null,
			line: null
		}],
		...fit(failures, ofLevel(report, "error"), MOST$1.error),
		...fit([], ofLevel(report, "warn"), MOST$1.warning)
	]);
}
function ofLevel(report, level) {
	return sections(report).flatMap(({ packages, groups }) => groups.filter((group) => group.level === level).flatMap(({ rule, remedies }) => remedies.flatMap(({ items }) => items.flatMap(({ finding }) => packages.slice(0, 1).map((pack) => ({
		rule,
		subject: subject(finding),
		annotation: ofFinding(finding, pack, packages.length)
	}))))));
}
function fit(failures, findings, most) {
	if (failures.length + findings.length <= most) return [...failures, ...findings.map(({ annotation }) => annotation)];
	const byRule = /* @__PURE__ */ new Map();
	for (const found of findings) {
		const ofSame = byRule.get(found.rule);
		if (ofSame) ofSame.push(found);
		else byRule.set(found.rule, [found]);
	}
	const all = [...failures, ...[...byRule.values()].flatMap(ofRule)];
	if (all.length <= most) return all;
	const left = all.slice(most - 1);
	const titles = left.map((annotation) => annotation.title);
	return [...all.slice(0, most - 1), {
		level: left.some(({ level }) => level === "error") ? "error" : "warning",
		title: `${number(left.length)} more`,
		message: message([some(titles, 40), WHERE_ALL]),
		file: null,
		line: null
	}];
}
const WHERE_ALL = "The job summary and the JSON report list them all.";
function ofRule(found) {
	const [first] = found;
	if (first === void 0 || found.length === 1) return found.map(({ annotation }) => annotation);
	const paths = some(found.slice(0, 20).map((one) => clip(one.subject, 150)), 20);
	const more = found.length > 20 ? ` and ${number(found.length - 20)} more` : "";
	return [{
		...first.annotation,
		title: title(`${first.rule}: ${count(found.length, "finding")}`),
		message: message([
			`${paths}${more}`,
			`The first: ${first.annotation.message}`,
			WHERE_ALL
		])
	}];
}
function ofFinding(finding, pack, packages = 1) {
	const { rule, level, message: what, why, fix, at } = finding;
	const shared = packages > 1 ? ` and ${count(packages - 1, "more package")}` : "";
	return {
		level: level === "error" ? "error" : "warning",
		title: title(`${rule}: ${subject(finding)}`),
		message: message([
			what,
			why === null ? null : `Why: ${why}`,
			`Fix${at === null ? "" : ` in ${place(at)}`}: ${fix}`,
			`Package: ${pack.name} ${pack.version}${shared}`
		]),
		...where(at ?? (pack.directory === null ? null : {
			file: [pack.directory, "package.json"].filter((part) => part !== "").join("/"),
			line: null
		}))
	};
}
function ofFailure({ subject: about, message: sentence, detail, at }) {
	return {
		level: "error",
		title: title(about === null ? "could not judge" : `could not judge ${about}`),
		message: message([sentence, ...detail.slice(-20).map((line) => line.replaceAll("	", "  "))]),
		...where(at)
	};
}
/**
* Names that are not pointed at, since nothing in a diff could match them: outside the repository, or not surviving the
* way (the runner takes signs of equality off the start of a property).
*/
const POINTLESS = /^$|^[=/\\]|^\w:|(^|[/\\])\.\.([/\\]|$)|##\[/;
function where(at) {
	if (at === null || at.file !== visible(at.file) || POINTLESS.test(at.file)) return {
		file: null,
		line: null
	};
	const line = at.line !== null && Number.isInteger(at.line) && at.line >= 1 ? at.line : null;
	return {
		file: at.file,
		line
	};
}
function title(text) {
	return cut(visible(text), LONGEST_TITLE);
}
function message(lines) {
	return cut(lines.flatMap((line) => line?.split("\n") ?? []).map((line) => visible(clip(line, LONGEST_FIELD))).join("\n"), LONGEST_MESSAGE);
}
/** At most `most` UTF-16 units, the last a `\u2026` when something was cut, and no half character before it. */
function cut(text, most) {
	if (text.length <= most) return text;
	return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}\u2026`;
}

// src/report/listing.ts
/** Most packages that are shown; the output has them all. */
const MOST = 200;
function headline({ packages }) {
	return `listed ${count(packages.length, "package")}; nothing was judged`;
}
/** For a log; the last line says what was done, and what was not. */
function listingText(listing) {
	const { packages, notes } = listing;
	const shown = packages.slice(0, MOST).map(({ name, directory }) => `${name}  ${directory ?? ""}`.trimEnd());
	const more = packages.length - shown.length;
	return [
		...shown.map((line) => clip(line, 500)),
		...more > 0 ? [`\u2026 and ${more} more`] : [],
		...notes.map((note) => `note  ${note}`),
		headline(listing)
	].map((line) => `${commandSafe(terminal(line))}\n`).join("");
}
/** For the job summary. */
function listingMarkdown(listing) {
	const { packages, notes } = listing;
	const line = headline(listing);
	const rows = packages.slice(0, MOST).map(({ name, directory }) => row([code(name), directory === null ? "" : code(directory)]));
	const more = packages.length - rows.length;
	return `${[
		`## ${line.charAt(0).toUpperCase()}${line.slice(1)}`,
		...rows.length === 0 ? [] : [[table(["Package", "Folder"]), ...rows].join("\n")],
		...more > 0 ? [`\u2026 and ${more} more`] : [],
		...notes.length === 0 ? [] : [notes.map((note) => `- ${prose(note)}`).join("\n")]
	].join("\n\n")}\n`;
}

// src/report/workflow-commands.ts
/**
* The annotations as workflow commands, one a line, for the log of a step.
* @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
*/
function renderCommands(annotations) {
	return annotations.map((annotation) => `${renderCommand(annotation)}\n`).join("");
}
function renderCommand({ level, file, line, title, message }) {
	return `::${level} ${[
		file === null ? null : `file=${commandProperty(file)}`,
		file === null || line === null ? null : `line=${line}`,
		`title=${commandProperty(title)}`
	].filter((property) => property !== null).join(",")}::${commandData(message)}`;
}

// src/action.ts
process.exitCode = 2;
process.stdout.on("error", () => {});
const env = takeEnvironment(process.env);
const { inputs, report, found } = await judged();
process.exitCode = await tell(inputs, report, found);
/** Inputs \u2192 gate. What cannot even start is a report too, so that summary, annotations and outputs say why. */
async function judged() {
	let inputs = null;
	try {
		inputs = readInputs(env);
		return {
			inputs,
			...await run(inputs)
		};
	} catch (error) {
		if (!(error instanceof CouldNotJudge)) throw error;
		const failures = failuresOf(error, null).map((value) => ({
			position: null,
			value
		}));
		return {
			inputs,
			report: failedReport(inputs, failures, []),
			found: {
				packages: [],
				notes: []
			}
		};
	}
}
function failedReport(inputs, failures, notes) {
	return conclude({
		enforced: true,
		policy: {
			file: null,
			extends: []
		},
		packages: [],
		failures,
		notes,
		waivers: waiverFacts([], true),
		shard: inputs?.shard ? {
			...inputs.shard,
			commit: null,
			subjects: null
		} : null
	});
}
async function run(inputs) {
	const { enforce, listOnly } = inputs;
	if (inputs.merge !== null) {
		const { report, subjects } = await mergeReports({
			reports: inputs.merge,
			folder: process.cwd(),
			enforced: enforce
		});
		return {
			report,
			found: {
				packages: subjects.map(({ name, directory }) => ({
					name,
					directory: directory === "" ? "." : directory
				})),
				notes: []
			}
		};
	}
	let packages = [];
	const request = await requestOf(inputs, (found) => {
		packages = found;
	});
	if (!listOnly) return {
		report: await watched(request),
		found: {
			packages,
			notes: []
		}
	};
	const { failures, notes } = await list(request);
	return {
		report: failures.length === 0 ? null : failedReport(inputs, failures, notes),
		found: {
			packages,
			notes: notes.map(({ value }) => value)
		}
	};
}
/** The gate, with an eye on the files through which the step speaks to the runner. */
async function watched(request) {
	const files = new RunnerFiles(env);
	const report = await gate(request);
	const written = files.restore();
	if (written === null) return report;
	return withFailure(report, written);
}
async function requestOf(inputs, found) {
	const { targets, policy, audience, baseline, prepublishOnly, enforce, token, shard } = inputs;
	const { packageManager, packCommand } = inputs;
	const abort = interruption();
	const folder = process.cwd();
	const context = readContext(env);
	const root = await repositoryRoot(folder, env);
	await loadClient();
	if (!inputs.allowUntrustedCheckout) await refuseUntrustedCheckout({
		context,
		targets,
		folder,
		env
	});
	const since = inputs.changedOnly && context.sinceSha !== null ? await earlier(root, context.sinceSha) : null;
	return {
		targets,
		folder,
		policy,
		audience,
		baseline,
		packageManager,
		packCommand,
		prepublishOnly,
		enforce,
		changedOnly: inputs.changedOnly ? { since } : null,
		shard,
		today: today(/* @__PURE__ */ new Date()),
		destination: await runnerFolder(),
		store: runnerStore(),
		presets: folderFiles(fileURLToPath(new URL("../presets/", import.meta.url))),
		base: await openBase({
			context,
			token,
			root,
			env
		}),
		repositoryIsPublic: context.isPrivate === null ? null : !context.isPrivate,
		env,
		abort,
		observer: {
			found,
			progress: (message) => info(terminal(message)),
			output: (title, lines) => group(title, lines),
			mask: (value) => maskSecrets([value])
		}
	};
}
/**
* The commit to compare with, fetched when the checkout lacks it. Null when it is the one that is checked out, as where a workflow
* checks out the base of a pull request: nothing would have changed, and nothing would be judged.
*/
async function earlier(root, since) {
	await fetchMissing(root, since, env);
	return await checkedOut(root, env) === since ? null : since;
}
/**
* Gate \u2192 log, annotations, summary, outputs, check run. None of them changes the verdict, and the exit code is that of the verdict,
* except when the outputs could not be written: a later step that publishes an empty `tarball` would publish what nobody judged.
*/
async function tell(inputs, report, found) {
	const warn = (sentence) => sentence !== null && warning(terminal(sentence));
	if (report === null) {
		info(listingText(found));
		warn(writeSummary(listingMarkdown(found), env));
		return put(listOutputs(found.packages)) ? 0 : 2;
	}
	info(renderText(report, { color: false }));
	process.stdout.write(renderCommands(annotations(report)));
	warn(writeSummary(renderMarkdown(report), env));
	const told = put(outputsOf(report, await writeReport(report, warn), found.packages));
	await tellCheckRun(inputs, report);
	return told ? exitCode(report) : 2;
}
function put(outputs) {
	const unwritten = writeOutputs(outputs, env);
	if (unwritten !== null) error(terminal(unwritten));
	return unwritten === null;
}
/** The check run says what all packages together are worth, so neither a share of them nor a list has one. */
async function tellCheckRun(inputs, report) {
	if (inputs === null || inputs.checkName === null || inputs.shard !== null || inputs.listOnly) return;
	try {
		await publishCheckRun({
			context: readContext(env),
			token: inputs.token,
			name: inputs.checkName,
			outcome: report.outcome,
			enforced: report.enforced,
			title: verdictLine(report),
			summary: renderMarkdown(report, { maxBytes: 65535 }),
			annotations: allAnnotations(report),
			log: (sentence) => notice(terminal(sentence))
		});
	} catch (error) {
		if (!(error instanceof CouldNotJudge)) throw error;
		notice(terminal(error.message));
	}
}
/** Path of the JSON report; empty, with a warning, when it could not be written. */
async function writeReport(report, warn) {
	try {
		const file = join(await runnerFolder(), "lastgate-report.json");
		await writeWhole(file, renderJson(report));
		return file;
	} catch (error) {
		if (!(error instanceof CouldNotJudge)) throw error;
		warn(`${error.message} The log and the summary have all of it.`);
		return "";
	}
}
/** Outside the work tree, and gone with the job. */
function runnerFolder() {
	const { RUNNER_TEMP } = env;
	return RUNNER_TEMP ? temporaryFolder(RUNNER_TEMP, "RUNNER_TEMP") : temporaryFolder(tmpdir(), "TMPDIR");
}
function runnerStore() {
	const { RUNNER_TEMP } = env;
	return RUNNER_TEMP ? new TarballStore(RUNNER_TEMP, "lastgate", "RUNNER_TEMP") : new TarballStore(tmpdir(), storeOfUser(), "TMPDIR");
}

export {  };