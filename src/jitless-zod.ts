import { z } from "zod";

// Each schema checks one or two values in a run, so compiling a validator for it (zod's default) costs more than it saves. A schema
// decides that when it is made: so every schema is made with what this file exports.
z.config({ jitless: true });

export { z };
