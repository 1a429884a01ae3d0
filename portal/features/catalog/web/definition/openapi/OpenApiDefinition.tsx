import type { ViewerProps } from '../DefinitionView.tsx'
import { type Read, readDocument } from '../reading/read-document.ts'
import { Reading } from '../Unreadable.tsx'
import { OpenApiView } from './OpenApiView.tsx'
import { type OpenApi, readOpenApi } from './openapi-model.ts'

/** The viewer of `openapi` and `swagger`. */
export default function OpenApiDefinition({ text, format }: ViewerProps) {
  return (
    <Reading text={text} format={format} read={readText}>
      {(api) => <OpenApiView api={api} />}
    </Reading>
  )
}

async function readText(text: string): Promise<Read<OpenApi>> {
  const read = await readDocument(text)
  return 'problem' in read ? read : readOpenApi(read.value)
}
