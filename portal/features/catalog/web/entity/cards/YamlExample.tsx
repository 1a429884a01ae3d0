import { CopyButton } from '@callboard/ui'
import classes from './cards.module.css'

/** What to write into the file, to copy. */
export function YamlExample({ text }: { text: string }) {
  return (
    <div className={classes.example}>
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
    </div>
  )
}
