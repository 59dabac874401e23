/** A visitor that hands over the text of every string and of every part of a template. */
export function eachText(
  take: (text: string, node: Deno.lint.Node) => void,
): Deno.lint.LintVisitor {
  return {
    Literal(node) {
      if (typeof node.value === "string") take(node.value, node);
    },
    TemplateElement(node) {
      take(node.cooked, node);
    },
  };
}
