import { addContent, keepPath, longestPath, type MapContent, noContent } from "./content.ts";
import { deepest, JsonScan, type JsonStatus, type JsonVisitor, stringAt } from "./json-scan.ts";
import { bit, Frame, id, mapOf, resemblesMap, table } from "./shape.ts";

/** Something that lists, or holds, the originals and is no source map. */
export interface Container {
  readonly kind:
    | "tsbuildinfo"
    | "esbuild metafile"
    | "webpack stats"
    | "bundle analyser data"
    | "source maps inside other data";
  /** Number of source files that it names. */
  readonly files: number;
  /** Number of texts, and their bytes, that it holds; 0 when it only names files. */
  readonly texts: number;
  readonly textBytes: number;
  /** The first few names. */
  readonly names: readonly string[];
}

/** What the JSON in some bytes is, as far as original code goes. */
export interface JsonFacts {
  readonly status: JsonStatus;
  /** Where reading stopped. */
  readonly end: number;
  /** The value itself is a source map (or an index map). */
  readonly map: MapContent | null;
  /** Keys of a source map stand at the top, although it is none: a map that is broken or cut off. */
  readonly resemblesMap: boolean;
  readonly containers: readonly Container[];
}

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

const scan = new JsonScan(table);

/**
 * Finds source maps and other containers of original code in JSON, by shape: names of files play no part.
 * `start` is where the value begins. One pass, no recursion, no copy of a text.
 */
export function measureJson(bytes: Buffer, start: number): JsonFacts {
  const measure = new Measure();
  const status = scan.run(bytes, start, measure);
  if (status !== "complete") measure.abandon(scan);
  return {
    status,
    end: scan.position,
    map: measure.map,
    resemblesMap: measure.resemblesMap,
    containers: measure.containers(),
  };
}

class Measure implements JsonVisitor {
  map: MapContent | null = null;
  resemblesMap = false;
  readonly #frames: Frame[] = [];
  readonly #nested: MapContent = noContent();
  readonly #names: string[] = [];
  #root = { strings: 0, arrays: 0, objects: 0 };
  #bytesInOutput = false;
  #inputs = 0;
  #programFiles = 0;
  #hasProgram = false;
  #modules = 0;
  #moduleTexts = 0;
  #moduleBytes = 0;
  #analysed = 0;

  #frame(depth: number): Frame {
    let frame = this.#frames[depth];
    if (frame === undefined) {
      frame = new Frame();
      this.#frames[depth] = frame;
    }
    return frame;
  }

  open(scan: JsonScan, isObject: boolean): void {
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

  string(scan: JsonScan, start: number, end: number, length: number): void {
    const { depth, keyAt, objectAt } = scan;
    if (depth === 0) return;
    if (objectAt[depth] === 1) {
      const key = keyAt[depth] ?? 0;
      if (key === 0) return;
      const frame = this.#frame(depth);
      frame.strings |= 1 << key;
      if (key === SOURCE_ROOT)
        frame.sourceRoot = stringAt(scan.bytes, start, Math.min(end, start + longestPath));
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
      else if (end - start > longestPath) content.pathsCut = true;
      else keepPath(content, stringAt(scan.bytes, start, end));
    } else if (list === SOURCES_CONTENT) {
      addText(this.#frame(depth - 1).own(), length);
    } else if (list === FILE_NAMES && (depth === 2 || (depth === 3 && keyAt[1] === PROGRAM))) {
      this.#programFiles++;
      if (this.#names.length < fewNames && end - start <= longestPath) {
        this.#names.push(stringAt(scan.bytes, start, end));
      }
    }
  }

  scalar(scan: JsonScan, start: number): void {
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

  close(scan: JsonScan, isObject: boolean): void {
    if (isObject) this.#closeObject(scan, scan.depth);
  }

  /** The value ended too early: what is open is judged by what it has shown so far. */
  abandon(scan: JsonScan): void {
    for (let depth = Math.min(scan.depth, deepest); depth > 0; depth--) {
      if (scan.objectAt[depth] === 1) this.#closeObject(scan, depth);
    }
  }

  #closeObject(scan: JsonScan, depth: number): void {
    const { keyAt, objectAt } = scan;
    const frame = this.#frame(depth);
    const list = depth >= 2 && objectAt[depth - 1] === 0 ? (keyAt[depth - 2] ?? 0) : 0;
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
      const inSection = keyAt[depth - 1] === MAP && objectAt[depth - 1] === 1 && depth >= 4;
      if (inSection && objectAt[depth - 2] === 0 && keyAt[depth - 3] === SECTIONS) {
        const index = this.#frame(depth - 3);
        index.sectionMaps++;
        addContent(index.own(), content);
      } else {
        this.#nested.maps++;
        addContent(this.#nested, content);
      }
    } else if (
      list === SECTIONS &&
      (frame.strings & bit("url")) !== 0 &&
      (frame.objects & bit("offset")) !== 0
    ) {
      this.#frame(depth - 2).own().sectionUrls++;
    }
    if (content === null && frame.content !== null && (frame.sectionMaps > 0 || frame.content.texts > 0)) {
      this.#nested.maps++;
      addContent(this.#nested, frame.content);
    }
    if (list === MODULES) this.#closeModule(frame);
    if ((frame.strings & bit("label")) !== 0 && (frame.scalars & bit("statSize")) !== 0) this.#analysed++;
    if (depth === 2 && keyAt[1] === PROGRAM && ((frame.arrays | frame.objects) & bit("fileInfos")) !== 0) {
      this.#hasProgram = true;
    }
  }

  #closeModule(frame: Frame): void {
    const named = (frame.strings & bit("name")) !== 0 && (frame.scalars & bit("size")) !== 0;
    if (!named && (frame.strings & bit("identifier")) === 0) return;
    this.#modules++;
    if ((frame.strings & bit("source")) === 0) return;
    this.#moduleTexts++;
    this.#moduleBytes += frame.sourceBytes;
  }

  #name(scan: JsonScan): void {
    if (this.#names.length >= fewNames || scan.keyEnd - scan.keyStart > longestPath) return;
    this.#names.push(stringAt(scan.bytes, scan.keyStart, scan.keyEnd));
  }

  containers(): Container[] {
    const found: Container[] = [];
    const listed = { texts: 0, textBytes: 0, names: this.#names };
    const root = this.#root;
    if (this.#nested.texts > 0) {
      const { texts, textBytes, paths } = this.#nested;
      found.push({
        kind: "source maps inside other data",
        files: this.#nested.sources,
        texts,
        textBytes,
        names: paths,
      });
    }
    if (
      hasAll(root.strings, bit("version")) &&
      (this.#hasProgram || hasAll(root.arrays, BUILD_STATE)) &&
      this.#programFiles > 0
    ) {
      found.push({ kind: "tsbuildinfo", files: this.#programFiles, ...listed });
    }
    if (hasAll(root.objects, METAFILE) && this.#bytesInOutput) {
      found.push({ kind: "esbuild metafile", files: this.#inputs, ...listed });
    }
    const isStats = (root.arrays & (bit("assets") | bit("chunks"))) !== 0 || this.#moduleTexts > 0;
    if (this.#modules > 0 && isStats) {
      found.push({
        kind: "webpack stats",
        files: this.#modules,
        texts: this.#moduleTexts,
        textBytes: this.#moduleBytes,
        names: [],
      });
    }
    if (this.#analysed > 0 || hasAll(root.objects, ANALYSER_DATA)) {
      found.push({ kind: "bundle analyser data", files: this.#analysed, ...listed });
    }
    return found;
  }
}

function hasAll(mask: number, keys: number): boolean {
  return (mask & keys) === keys;
}

function addText(content: MapContent, length: number): void {
  if (length === 0) return;
  content.texts++;
  content.textBytes += length;
}

/** `1`, `2` or `3`, as a number or as a string. */
function isMapVersion(bytes: Buffer, start: number): boolean {
  const digit = bytes[start] ?? 0;
  const next = bytes[start + 1] ?? 0;
  return digit >= 0x31 && digit <= 0x33 && (next < 0x30 || next > 0x39) && next !== 0x2e;
}
