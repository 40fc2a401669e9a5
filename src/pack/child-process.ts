/** What starts and watches a package manager, a chunk of the bundle by itself: a ready tarball needs none. */
export { execa } from "execa";
export { onExit } from "signal-exit";
