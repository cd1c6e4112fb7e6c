import ts from 'typescript';
import { commentOf, described } from './comments.js';
import { refTo } from './schema.js';
import type { Schema } from './schema.js';

const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

const isLiteral = (type: ts.Type): type is ts.LiteralType => type.isStringLiteral() || type.isNumberLiteral();

const oneOf = (values: readonly unknown[]): Schema => ({
  type: typeof values[0],
  ...(values.length === 1 ? { const: values[0] } : { enum: values }),
});

/** Names that types get where somebody has given them one; literals and what is built in say it better themselves. */
const nameOf = (type: ts.Type): string | undefined => {
  const symbol = type.aliasSymbol ?? type.symbol;
  const declaration = symbol?.declarations?.[0];
  const foreign = declaration?.getSourceFile().fileName.includes('node_modules') ?? true;
  return foreign || symbol.name.startsWith('__') ? undefined : symbol.name;
};

/**
 * Schemas of TypeScript types, as far as replies need them: plain data of literals, texts, numbers, flags, lists,
 * objects and choices of these. They are open, because fields are added in later versions. Throws where a type is
 * anything else.
 */
export class TypeSchemas {
  /** Of the types that have a name, but for those of `messages`, which have schemas already. */
  readonly definitions: Record<string, Schema> = {};

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly messages: ReadonlySet<string>,
  ) {}

  of(type: ts.Type): Schema {
    if (has(type, ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (has(type, ts.TypeFlags.String)) return { type: 'string' };
    if (has(type, ts.TypeFlags.Number)) return { type: 'number' };
    if (has(type, ts.TypeFlags.Boolean)) return { type: 'boolean' };
    if (isLiteral(type)) return oneOf([type.value]);
    if (has(type, ts.TypeFlags.NonPrimitive)) return { type: 'object' };
    if (this.checker.isArrayType(type)) return this.#list(type);
    if (type.isUnion()) return this.#union(type);
    if (has(type, ts.TypeFlags.Object)) return this.#named(type, () => this.#object(type));
    throw new Error(`no schema for ${this.checker.typeToString(type)}`);
  }

  #list(type: ts.Type): Schema {
    const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', ...(item ? { items: this.of(item) } : {}) };
  }

  #union(type: ts.UnionType): Schema {
    const given = type.types.filter((part) => !has(part, ts.TypeFlags.Undefined));
    const literals = given.filter(isLiteral);
    const flags = given.filter((part) => has(part, ts.TypeFlags.BooleanLiteral));
    const others = given.filter((part) => !isLiteral(part) && !flags.includes(part));
    const simple = [
      ...(literals.length > 0 ? [oneOf(literals.map(({ value }) => value))] : []),
      ...(flags.length > 0 ? [{ type: 'boolean' }] : []),
    ];
    const [only, ...more] = [...simple, ...others.map((part) => this.of(part))];
    if (only && more.length === 0) return only;
    const anyOf = [only, ...more];
    return others.length > 1 ? this.#named(type, () => ({ anyOf })) : { anyOf };
  }

  #named(type: ts.Type, schema: () => Schema): Schema {
    const name = nameOf(type);
    if (name === undefined) return schema();
    if (!this.messages.has(name) && !(name in this.definitions)) {
      // There before it is made, because a type may hold itself.
      this.definitions[name] = {};
      this.definitions[name] = this.#withComment(type, schema());
    }
    return refTo(name);
  }

  #withComment(type: ts.Type, schema: Schema): Schema {
    const own = commentOf(type.aliasSymbol ?? type.symbol, this.checker);
    return own === undefined ? schema : { description: own, ...schema };
  }

  #object(type: ts.Type): Schema {
    const [index] = this.checker.getIndexInfosOfType(type);
    if (index) return { type: 'object', additionalProperties: this.of(index.type) };
    const members = type.getProperties();
    const isOptional = ({ flags }: ts.Symbol): boolean => (flags & ts.SymbolFlags.Optional) !== 0;
    const schemas = members.map((member) => [member.name, this.of(this.checker.getTypeOfSymbol(member))]);
    const comments = members.map((member) => [member.name, commentOf(member, this.checker)]);
    const required = members.filter((member) => !isOptional(member)).map(({ name }) => name);
    return described(
      {
        type: 'object',
        ...(required.length > 0 ? { required } : {}),
        properties: Object.fromEntries(schemas) as Record<string, Schema>,
      },
      { fields: Object.fromEntries(comments) as Record<string, string> },
    );
  }
}
