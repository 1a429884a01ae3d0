import classes from './cards.module.css'
import { YamlExample } from './YamlExample.tsx'

/** How an empty card is filled, for those who want to know. */
export function YamlHelp({ text }: { text: string }) {
  return (
    <details className={classes.help}>
      <summary>Learn how to change this</summary>
      <YamlExample text={text} />
    </details>
  )
}
