/** True when the name fits the pattern, in which `*` stands for any characters. Takes linear time for one `*`. */
export function fitsPattern(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true
  let p = 0
  let n = 0
  let star = -1
  let retry = 0
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p
      retry = n
      p += 1
    } else if (pattern[p] === name[n]) {
      p += 1
      n += 1
    } else if (star !== -1) {
      p = star + 1
      retry += 1
      n = retry
    } else {
      return false
    }
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}
