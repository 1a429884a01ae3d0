export interface ProtoToken {
  kind: 'word' | 'number' | 'string' | 'mark' | 'end'
  text: string
  line: number
  /** Comment that stands directly before it. */
  comment: string
  /** Comment behind it on its line. */
  after: string
}

// What is left open ends with the line or the text, so that nothing is ever scanned twice.
const token =
  /(\.?[A-Za-z_][\w.]*)|([+-]?\d[\w.]*)|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?|(\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))|([\s\ufeff]+)|([\s\S])/g

/** The words and marks of a Protocol Buffers file, each with the comment it carries. */
export function tokenize(text: string): ProtoToken[] {
  const tokens: ProtoToken[] = []
  let line = 1
  let comments: { text: string; start: number; end: number }[] = []
  for (const match of text.matchAll(token)) {
    const [all, word, number, double, single, comment, blank] = match
    const lines = all.split('\n').length - 1
    if (comment !== undefined) {
      const last = tokens.at(-1)
      if (last && last.line === line && last.after === '' && /[;{}]/.test(last.text))
        last.after = cleaned(comment)
      else comments.push({ text: cleaned(comment), start: line, end: line + lines })
    } else if (blank === undefined) {
      let top = line
      const from = comments.findLastIndex((one) => {
        const isApart = one.end < top - 1
        if (!isApart) top = one.start
        return isApart
      })
      const before = comments.slice(from + 1).map((one) => one.text)
      tokens.push({
        kind:
          word !== undefined
            ? 'word'
            : number !== undefined
              ? 'number'
              : double !== undefined || single !== undefined
                ? 'string'
                : 'mark',
        text: double ?? single ?? all,
        line,
        comment: before.join('\n').trim(),
        after: '',
      })
      comments = []
    }
    line += lines
  }
  return tokens
}

function cleaned(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/+ ?/, '').trimEnd()
  return comment
    .slice(2, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}
