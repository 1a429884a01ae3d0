/**
 * How well words fit the names of a thing, lower is better; undefined when one fits nowhere. A word may begin a name,
 * begin a part of it, stand within it, be among its facts, or be misspelt by a letter or two.
 */
export function rankOf(words: string[], names: string[], facts: string): number | undefined {
  let rank = 0
  for (const word of words) {
    const one = Math.min(...names.map((name) => rankInName(word, name)), facts.includes(word) ? 5 : unfit)
    if (one === unfit) return undefined
    rank += one
  }
  return rank
}

const unfit = Number.POSITIVE_INFINITY

function rankInName(word: string, name: string): number {
  if (name === word) return 0
  const at = name.indexOf(word)
  if (at === 0) return 1
  if (at > 0) return /[\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 3 : 2
  const allowed = word.length >= 7 ? 2 : word.length >= 4 ? 1 : 0
  if (allowed === 0) return unfit
  const parts = name.split(/[^\p{L}\p{N}]+/u)
  const distance = Math.min(...parts.map((part) => distanceOf(word, part, allowed)))
  return distance <= allowed ? 6 + distance : unfit
}

/** How many letters are wrong, missing, too many or swapped; gives up beyond `most`. */
function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}
