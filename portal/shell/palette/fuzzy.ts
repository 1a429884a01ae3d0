/**
 * How well words fit a text, lower is better; undefined when they do not. Each word may stand anywhere, and its
 * letters may have gaps (`cplr` for `cue-player`), at the cost of a worse rank.
 */
export function fuzzyRank(words: string, text: string): number | undefined {
  const within = text.toLowerCase()
  let rank = 0
  for (const word of words.toLowerCase().split(/\s+/).filter(Boolean)) {
    const one = rankOfWord(word, within)
    if (one === undefined) return undefined
    rank += one
  }
  return rank + within.length / 1000
}

function rankOfWord(word: string, text: string): number | undefined {
  const at = text.indexOf(word)
  if (at === 0) return 0
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 2 : 1
  if (word.length < 3) return undefined
  let from = 0
  let gaps = 0
  for (const letter of word) {
    const next = text.indexOf(letter, from)
    if (next === -1) return undefined
    if (next > from && from > 0) gaps++
    from = next + 1
  }
  return gaps <= word.length / 2 ? 4 + gaps : undefined
}
