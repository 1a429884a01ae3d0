import type { EntityView } from '@callboard/sdk/model'
import { CopyButton, Segmented, Yaml } from '@callboard/ui'
import { useState } from 'react'
import { stringify } from 'yaml'
import classes from './tabs.module.css'

/** The entity as the catalog holds it, to read and to copy. */
export default function YamlTab({ entity }: { entity: EntityView }) {
  const [format, setFormat] = useState<'yaml' | 'json'>('yaml')
  const text =
    format === 'yaml'
      ? stringify(entity, { lineWidth: 0, aliasDuplicateObjects: false })
      : JSON.stringify(entity, null, 2)
  return (
    <>
      <div className={classes.toolbar}>
        <Segmented<'yaml' | 'json'>
          label="Format"
          value={format}
          onChange={setFormat}
          options={[
            { value: 'yaml', label: 'YAML' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <CopyButton text={text} />
      </div>
      <Yaml text={text} label={`${entity.metadata.name} as ${format.toUpperCase()}`} />
    </>
  )
}
