/** How a definition is shown: by which viewer, under which name, coloured as which language. */
export type Viewer = 'openapi' | 'asyncapi' | 'graphql' | 'proto' | 'mcp' | 'text'
export type Language = 'yaml' | 'json' | 'xml' | 'graphql' | 'proto' | 'typescript' | 'text'

export interface Format {
  viewer: Viewer
  /** Name of the viewer's tab. */
  title: string
  language: Language
  /** Ending of a downloaded file. */
  ending: string
}

const viewers: Record<string, [Viewer, string]> = {
  openapi: ['openapi', 'OpenAPI'],
  swagger: ['openapi', 'OpenAPI'],
  asyncapi: ['asyncapi', 'AsyncAPI'],
  graphql: ['graphql', 'GraphQL'],
  grpc: ['proto', 'gRPC'],
  protobuf: ['proto', 'Protobuf'],
  proto: ['proto', 'Protobuf'],
  trpc: ['text', 'tRPC'],
  wsdl: ['text', 'WSDL'],
  'mcp-server': ['mcp', 'MCP server'],
}

const endings: Record<Language, string> = {
  yaml: 'yaml',
  json: 'json',
  xml: 'xml',
  graphql: 'graphql',
  proto: 'proto',
  typescript: 'ts',
  text: 'txt',
}

/** Decides from `spec.type`, and for types nobody agreed on from the first lines of the text. */
export function formatOf(type: string, text: string): Format {
  const known = viewers[type.trim().toLowerCase()]
  const [viewer, title] = known ?? guess(type, text)
  const language = languageOf(viewer, type, text)
  return { viewer, title, language, ending: endings[language] }
}

function guess(type: string, text: string): [Viewer, string] {
  const start = text.slice(0, 4000)
  if (/^\s*\{?\s*["']?(openapi|swagger)["']?\s*:/m.test(start)) return ['openapi', 'OpenAPI']
  if (/^\s*\{?\s*["']?asyncapi["']?\s*:/m.test(start)) return ['asyncapi', 'AsyncAPI']
  if (/^\s*syntax\s*=\s*["']proto[23]["']/m.test(start)) return ['proto', 'Protobuf']
  return ['text', type.trim() === '' ? 'Text' : type.trim().slice(0, 40)]
}

function languageOf(viewer: Viewer, type: string, text: string): Language {
  if (viewer === 'graphql') return /^\s*\{\s*"/.test(text) ? 'json' : 'graphql'
  if (viewer === 'proto') return 'proto'
  if (/^\s*<[?!a-z]/i.test(text)) return 'xml'
  if (/^\s*[[{]/.test(text)) return 'json'
  if (type.toLowerCase() === 'trpc' || /^\s*(import|export|const|type|interface) /m.test(text.slice(0, 2000)))
    return 'typescript'
  if (viewer === 'text' && !/^[\w"'.$-]+\s*:(\s|$)/m.test(text.slice(0, 2000))) return 'text'
  return 'yaml'
}
