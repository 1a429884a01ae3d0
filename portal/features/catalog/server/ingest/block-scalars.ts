/** `key: |` or `- key: >-`, with nothing behind and no indentation of its own. */
const header = /^( *(?:- )*)[\w.-]+: [|>][-+]?$/

/**
 * The text without the content of its literal and folded blocks: what stands there is only text, such as a
 * whole OpenAPI document. Takes out too little rather than too much.
 */
export function withoutBlocks(text: string): string {
  const kept: string[] = []
  /** Column of the key whose block is being read. */
  let key = -1
  /** How far the block's first line is indented; 0 before it. */
  let indent = 0
  for (const line of text.split('\n')) {
    const depth = line.search(/[^ ]/)
    if (key >= 0 && depth >= 0) {
      if (indent === 0 && depth > key) indent = depth
      if (indent > 0 && depth >= indent) continue
      key = -1
    }
    kept.push(line)
    if (key >= 0) continue
    const found = header.exec(line)
    if (!found) continue
    key = found[1]!.length
    indent = 0
  }
  return kept.join('\n')
}
