import major from "semver/functions/major.js";

/** Who packed a tarball; null for one that nobody packed here. */
export type PackedWith = { readonly name: string; readonly version: string } | null;

/**
 * How the judged files are published safely, for the managers whose own publish does something else: a sentence for each of them.
 * @see https://docs.npmjs.com/cli/commands/npm-publish (a tarball is sent as it is, and none of its scripts runs)
 */
export function publishNotes(packers: readonly PackedWith[]): readonly string[] {
  const notes = packers.flatMap((packer) => {
    const why = packer === null ? null : doesInstead(packer);
    return why === null
      ? []
      : [`${why}: publish the judged file itself, with npm: \`npm publish ./FILE.tgz\`.`];
  });
  return [...new Set(notes)];
}

function doesInstead({ name, version }: NonNullable<PackedWith>): string | null {
  if (name === "bun") return "`bun publish` gives no provenance and knows no trusted publishing";
  if (name !== "yarn") return null;
  return major(version) === 1
    ? "`yarn publish` packs again, and given a file it takes name and version from the folder it stands in"
    : "`yarn npm publish` takes no file and packs again";
}
