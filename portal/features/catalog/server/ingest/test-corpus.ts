import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus')

/** YAML files of the corpus beside the checkout, sorted; none, and a line that says so, when it is absent. */
export function corpusFiles(...folders: string[]): string[] {
  if (!existsSync(corpus)) {
    console.log(`corpus absent: no ${corpus}, nothing to compare`)
    return []
  }
  return folders.flatMap((folder) => globSync(join(corpus, folder, '**/*.{yaml,yml}'))).sort()
}
