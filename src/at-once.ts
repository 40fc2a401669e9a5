/** Does a step for each of the items, at most `most` of them at once. The answers stand in the order of the items. */
export async function atOnce<T, R>(
  items: readonly T[],
  most: number,
  step: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) answers[index] = await step(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return answers;
}
