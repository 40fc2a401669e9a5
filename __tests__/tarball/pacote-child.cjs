// Unpacks the archives that its parent names, one after the other, with the pacote of one npm.
const { mkdirSync } = require("node:fs");
const { join } = require("node:path");
const [, , library, folder] = process.argv;
const pacote = require(library);

process.on("uncaughtException", () => {});
process.once("message", async (subjects) => {
  for (const { id, file } of subjects) {
    const target = join(folder, "unpacked", id);
    mkdirSync(target, { recursive: true });
    const extracting = pacote.extract(`file:${file}`, target, {
      cache: join(folder, "cache"),
      log: {},
      offline: true,
    });
    extracting.catch(() => {});
    // npm itself would wait for ever, and so install nothing.
    let timer;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, 1000);
    });
    await Promise.race([extracting.catch(() => {}), timeout]);
    clearTimeout(timer);
  }
  process.exit();
});
