#!/usr/bin/env node
const greet = (name) => `Hello, ${name}!`;
console.log(greet(process.argv[2] ?? "world"));
//# sourceMappingURL=cli.js.map
