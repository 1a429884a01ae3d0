import { useMemo } from 'react'
import type { ViewerProps } from '../DefinitionView.tsx'
import { Unreadable } from '../Unreadable.tsx'
import { GraphqlView } from './GraphqlView.tsx'
import { readIntrospection } from './introspection.ts'
import { readSdl } from './read-sdl.ts'

/** The viewer of `graphql`: schema language, or the answer to an introspection query. */
export default function GraphqlDefinition({ text, format }: ViewerProps) {
  const read = useMemo(() => {
    const introspected = readIntrospection(text)
    return introspected ? { value: introspected } : readSdl(text)
  }, [text])
  if ('problem' in read) return <Unreadable problem={read.problem} text={text} format={format} />
  return <GraphqlView schema={read.value} />
}
