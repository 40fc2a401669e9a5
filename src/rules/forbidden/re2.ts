/** RE2's engine, a chunk of the bundle by itself: it is large, and few policies have a pattern. */
export { RE2JS } from "re2js";
