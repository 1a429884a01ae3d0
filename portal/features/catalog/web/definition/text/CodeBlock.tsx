import { CopyButton } from '@callboard/ui'
import type { Language } from '../reading/format.ts'
import { type LineState, tokensOf } from './tokens.ts'

/** A short piece of code to read and to copy: an example, a command. */
export function CodeBlock({ title, text, language }: { title: string; text: string; language: Language }) {
  let state: LineState = null
  return (
    <figure className="def-code" aria-label={title}>
      <figcaption className="def-code-head">
        <span className="def-code-title">{title}</span>
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="def-code-text" tabIndex={0} dir="ltr">
        {text.split('\n').map((line, number) => {
          const [tokens, after] = tokensOf(line, state, language)
          state = after
          return [
            ...tokens.map((token, index) => (
              <span key={`${number}.${index}`} className={`def-${token.kind}`}>
                {token.text}
              </span>
            )),
            '\n',
          ]
        })}
      </pre>
    </figure>
  )
}
