const folder =
  /(?:^|\/)(?:_{0,2}(?:tests?|testing|specs?|fixtures?|mocks?|examples?|samples?|demos?|testdata)_{0,2}|test[-_](?:data|fixtures?|files|keys|certs?|utils|resources)|e2e|cypress)\//i;
const file = /(?:^|[._/-])(?:tests?|specs?|fixtures?|mocks?|examples?|samples?|dummy|demo)[._-][^/]*$/i;
const documentation = /\.(?:md|mdx|markdown|rst|adoc)$/i;

/** The path says plainly that this is test or example material: by a folder, or by a part of the file's name. */
export function isTestMaterial(path: string): boolean {
  return folder.test(path) || file.test(path);
}

/** The path says that this is a text for readers, where a credential is most likely made up. */
export function isDocumentation(path: string): boolean {
  return documentation.test(path);
}

/** The text right before the byte offset, in its line, says that an example comes. */
export function isIntroducedAsExample(bytes: Buffer, at: number): boolean {
  return /\b(?:e\.g\.|for example|example:)[^\n]{0,12}$/i.test(
    bytes.toString("latin1", Math.max(0, at - 24), at),
  );
}

/** Longest way back from an example to its `@example`. */
const longestComment = 8_192;

/** The byte offset lies in a documentation comment, behind its `@example`. @see https://jsdoc.app/tags-example */
export function isInExampleComment(bytes: Buffer, at: number): boolean {
  const before = bytes.toString("latin1", Math.max(0, at - longestComment), at);
  const open = before.lastIndexOf("/**");
  return open !== -1 && before.indexOf("*/", open) === -1 && before.indexOf("@example", open) !== -1;
}
