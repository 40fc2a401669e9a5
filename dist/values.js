import { a as sentence, i as refuse, n as kit, o as size, r as level, t as glob } from "./values2.js";

export { kit };