import { CopyButton } from '@callboard/ui'
import classes from './cards.module.css'

/** What to write into the file, to copy. */
export function YamlExample({ text }: { text: string }) {
  return (
    <div className={classes.example}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
    </div>
  )
}
