import { SafeLink } from '@callboard/ui'
import { type ReactNode, useMemo } from 'react'
import { type Block, type Inline, readMarkdown } from './markdown.ts'

/** A description: the safe part of Markdown, everything else as the text it is. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text])
  if (blocks.length === 0) return null
  return (
    <div className="def-prose" dir="auto">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  )
}

/** The first sentence or so, without marks, for a line in a list. */
export function plainText(text: string, length = 160): string {
  const first = readMarkdown(text.slice(0, 2000))[0]
  if (!first) return ''
  const parts = first.kind === 'paragraph' || first.kind === 'heading' ? first.parts : []
  const flat = parts
    .map((part) => part.text)
    .join('')
    .replace(/\s+/g, ' ')
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'code')
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <pre tabIndex={0}>
        <code>{block.text}</code>
      </pre>
    )
  if (block.kind === 'heading') return <p className="def-prose-title">{inlines(block.parts)}</p>
  if (block.kind === 'list') {
    const List = block.isOrdered ? 'ol' : 'ul'
    return (
      <List>
        {block.items.map((parts, index) => (
          <li key={index}>{inlines(parts)}</li>
        ))}
      </List>
    )
  }
  if (block.kind !== 'table') return <p>{inlines(block.parts)}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="def-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {each(block.head, (parts) => (
              <th>{inlines(parts)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {each(block.rows, (row) => (
            <tr>
              {each(row, (parts) => (
                <td>{inlines(parts)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function each<T>(items: T[], draw: (item: T) => ReactNode): ReactNode {
  return items.map((item, index) => <Fragmented key={index}>{draw(item)}</Fragmented>)
}

function Fragmented({ children }: { children: ReactNode }) {
  return children
}

function inlines(parts: Inline[]): ReactNode {
  return each(parts, (part) => {
    if (part.kind === 'code') return <code>{part.text}</code>
    if (part.kind === 'strong') return <strong>{part.text}</strong>
    if (part.kind === 'emphasis') return <em>{part.text}</em>
    if (part.kind === 'link') return <SafeLink href={part.href}>{part.text}</SafeLink>
    return part.text
  })
}
