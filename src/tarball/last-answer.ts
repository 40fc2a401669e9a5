/**
 * Remembers the answer for the value that was asked about last, and none before it: the entries of a tarball come one at a time, and
 * every rule asks the same of each.
 */
export function lastAnswer<Question extends object, Answer>(
  find: (question: Question) => Answer,
): (question: Question) => Answer {
  let last: { readonly question: Question; readonly answer: Answer } | null = null;
  return (question) => {
    if (last?.question !== question) last = { question, answer: find(question) };
    return last.answer;
  };
}
