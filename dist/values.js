import { a as refuse, i as level, n as isClause, o as sentence, r as kit, s as size, t as glob } from "./values2.js";

export { kit };