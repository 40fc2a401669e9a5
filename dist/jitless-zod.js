import { T as config } from "./zod.js";

// src/jitless-zod.ts
config({ jitless: true });

export {  };