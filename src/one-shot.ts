import { z } from "zod";

// Each schema checks one or two values in a run, so compiling a validator for it (zod's default) costs more than it saves.
// The entries import this before any schema is built, because a schema decides that when it is made.
z.config({ jitless: true });

// Node opens its debugger on SIGUSR1, and a pack script runs as the same user: it could then run code inside the gate.
process.on("SIGUSR1", () => {});
