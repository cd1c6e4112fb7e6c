import { join } from 'node:path';
import ts from 'typescript';
import { commentOf } from './comments.js';
import type { Comments } from './comments.js';
import type { Definitions, Schema } from './schema.js';
import { TypeSchemas } from './type-schemas.js';

/** What only the sources of the contract say: its comments, and the types that no message class stands for. */
export interface Source {
  /** Comments of message classes and of their fields, by the name of the class. */
  comments: Readonly<Record<string, Comments>>;
  /** Schemas of the types that replies are made of, by the name of the type. */
  types: Definitions;
  /** Schemas of the results of queries and of commands, by the name of these. */
  results: { queries: Definitions; commands: Definitions };
  /** What the sources say about each query. */
  queries: Readonly<Record<string, string>>;
}

const programOf = (folder: string): ts.Program => {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, host);
  if (!parsed) throw new Error(`${folder} has no tsconfig.json`);
  return ts.createProgram(parsed.fileNames, parsed.options);
};

const raise = ({ messageText }: ts.Diagnostic): never => {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
};

const isNamed = (node: ts.Node): node is ts.ClassDeclaration | ts.InterfaceDeclaration =>
  (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) && node.name !== undefined;

/** Every class and interface of the contract, by its name. */
const declaredIn = (program: ts.Program, folder: string): Map<string, ts.Type> => {
  const checker = program.getTypeChecker();
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(folder, 'src')));
  const named = own.flatMap(({ statements }) => statements.filter(isNamed));
  return new Map(named.map((node) => [node.name?.text ?? '', checker.getTypeAtLocation(node)]));
};

const commentsOf = (type: ts.Type, checker: ts.TypeChecker): Comments => {
  const fields = type
    .getProperties()
    .map((property) => [property.name, commentOf(property, checker)] as const)
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  const own = commentOf(type.symbol, checker);
  return { ...(own === undefined ? {} : { own }), fields: Object.fromEntries(fields) };
};

const membersOf = (type: ts.Type | undefined, checker: ts.TypeChecker, schemas: TypeSchemas): Definitions =>
  Object.fromEntries(
    (type?.getProperties() ?? []).map((member): [string, Schema] => [
      member.name,
      schemas.of(checker.getTypeOfSymbol(member)),
    ]),
  );

/** Reads `libs/contracts`. `messages` are the names of its message classes. */
export const readSource = (folder: string, messages: ReadonlySet<string>): Source => {
  const program = programOf(folder);
  const checker = program.getTypeChecker();
  const declared = declaredIn(program, folder);
  const schemas = new TypeSchemas(checker, messages);
  const results = {
    queries: membersOf(declared.get('QueryResults'), checker, schemas),
    commands: membersOf(declared.get('CommandResults'), checker, schemas),
  };
  const comments = [...declared]
    .filter(([name]) => messages.has(name))
    .map(([name, type]) => [name, commentsOf(type, checker)] as const);
  const queries = declared.get('QueryResults');
  return {
    comments: Object.fromEntries(comments),
    types: schemas.definitions,
    results,
    queries: queries ? commentsOf(queries, checker).fields : {},
  };
};
