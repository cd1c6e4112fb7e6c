import { MAX_INPUT_DEPTH } from '@guildhall/contracts';
import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document, ErrorCode, LineCounter, YAMLError } from 'yaml';

/** Something wrong with a text, and where in it. */
export interface Complaint {
  /** A few plain words that quote nothing. */
  readonly code: string;
  readonly offset: number;
  readonly message: string;
}

/** A text as nodes, with all that a YAML parser has to say against it. */
export interface Composed {
  readonly document: Document.Parsed;
  readonly complaints: readonly Complaint[];
}

export const NO_TAGS = 'tags are not accepted';

const TAG_ERRORS: ReadonlySet<ErrorCode> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE']);

const complaintOf = ({ code, pos: [offset], message }: YAMLError): Complaint =>
  TAG_ERRORS.has(code)
    ? { code: 'tag', offset, message: `has a tag; ${NO_TAGS}` }
    : { code: code.toLowerCase().replaceAll('_', ' '), offset, message };

const anotherDocument = ({ range: [offset] }: Document.Parsed): Complaint => ({
  code: 'multiple docs',
  offset,
  message: 'another document begins here; one is accepted',
});

// A document and a scalar are open besides the collections that hold them.
const MAX_OPEN = MAX_INPUT_DEPTH + 2;

interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** Where the text goes too deep, if it does: what follows is not looked at. */
  readonly beyond?: number;
}

/**
 * The tokens of a text, down to where it is nested too deep: a composer goes down by recursion, and would take the whole
 * process along.
 */
const tokensOf = (text: string, lines: LineCounter): Tokens => {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_OPEN)
      return { tokens: [...tokens, ...parser.end()], beyond: parser.offset };
  }
  return { tokens: [...tokens, ...parser.end()] };
};

/** What is wrong up to where the text goes too deep: that it ends there is nobody's fault. */
const upTo = (beyond: number, complaints: readonly Complaint[]): Complaint[] => [
  ...complaints.filter(({ offset }) => offset < beyond),
  { code: 'nesting', offset: beyond, message: `is nested deeper than ${MAX_INPUT_DEPTH} levels` },
];

/** Takes a text apart and tells `lines` where its lines begin. Never throws. */
export const compose = (text: string, lines: LineCounter): Composed => {
  const { tokens, beyond } = tokensOf(text, lines);
  const composer = new Composer({ schema: 'core', uniqueKeys: false, stringKeys: true });
  const [document, next] = [...composer.compose(tokens, true, text.length)];
  if (!document) throw new Error('a composer that has to make a document made none');
  const said = [...document.errors, ...document.warnings].map(complaintOf);
  const complaints = next ? [...said, anotherDocument(next)] : said;
  return { document, complaints: beyond === undefined ? complaints : upTo(beyond, complaints) };
};
