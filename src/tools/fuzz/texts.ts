import type { Dice } from "./dice.ts";

/**
 * A syntax error for the engine where it is code, and nothing at all in a string, a template, a pattern
 * or a comment.
 */
export const SLOT = "@";

/** What decides, for one tokenizer or another, how the slash behind it is meant. */
const BEFORE = [
  ..."of of of yield yield await async get set static let this super return typeof void case in"
    .split(
      " ",
    ),
  ..."x y 1 1n .of .return .yield ?.x #p new.target ++ -- ) ) } } ] ; , => ? ?. : = += ! ~ ... ` && ??"
    .split(" "),
  ..."x++ x-- x! (x) {} [] () ()=>{} ()=>x f() class{} function(){} function*g(){} async()=>{}"
    .split(
      " ",
    ),
  ..."if(x) while(x) for(;;) else do l: try{}finally{} break continue debugger default: var\u0020x"
    .split(" "),
  ..."'s' `t` `${x}` {of} {yield:1} o={} ({}) x={} x=function(){} export import class\u0020A{} \\u006ff"
    .split(" "),
  "for(const x of",
  "for(x of",
  "for await(const x of",
  "x\nof",
  "const of=1;x\nof",
  "({get:1})",
  "class{static{}}",
  "<number>x",
  "x as y",
  "x satisfies y",
  "type T=",
  "interface I{}",
  "enum E{A}",
  "x<y>",
  "let z:y=",
];

/** What reads differently behind different things. */
const HOLDS_SLOT = [
  ...["/(p = @)/g", "/@/", "/[@]/", "/ @ /x", "/[/]@/", "/\\/@/u", "/=@/", "/*@*/", "/'@/", "/`@/"],
  ...[
    "`@`",
    "`${x}@`",
    "`@${x}`",
    "'@'",
    '"@"',
    "'\\'@'",
    "//@\n",
    "<!--@\n",
    "-->@\n",
    "/*\n*/-->@\n",
  ],
  ...[
    "/@/+/'/",
    "'/@'",
    "x/y/@/g",
    "/`/.x`@`",
    "/${/`@`",
    "/[`]@/`x`",
    "/(?<a>@)/v",
    "/@/v",
    "/a/*@*/",
  ],
  ...[
    "/\u2028@/",
    "//\u2028@\n",
    "//\r@\n",
    "'\u2028@'",
    "/import('@')/",
    "`import ${x} @`",
    "'export @'",
  ],
  ...[
    "#!@\n",
    "//# @\n",
    "<!-- import @ -->\n",
    "/<!--@/",
    "`<!--@`",
    "x<!--y",
    "/-->@/",
    "/*<!--@*/",
  ],
];

const BETWEEN = [
  "",
  "",
  "",
  " ",
  " ",
  "\n",
  "\n",
  "\r",
  "\u2028",
  "/**/",
  "/*\n*/",
  "//\n",
  "\ufeff",
];

const ANY = [
  ..."/ / / ( ) { } [ ] ; , . : ? ?. = => + - ++ -- ! ~ * ** < > ... ` ${ ' \" \\ // /* */ <!-- --> # @"
    .split(" "),
  ..."of async await yield get set static class function return throw new delete typeof in instanceof"
    .split(" "),
  ..."if else for while do switch case try catch finally let const var import export using as x y 1"
    .split(" "),
  ...[
    "\n",
    "\r\n",
    "\u2029",
    "0x",
    "1_0",
    "\\u{6f}f",
    "é",
    "😀",
    "/g",
    "/u",
    "[^/]",
    "(?:",
    "))",
    "}}",
  ],
];

/** What stands around code, where some words mean another thing. */
const AROUND: readonly (readonly [string, string])[] = [
  ...["(|)", "{|}", "[|]", "`${|}`", "x={a:|}", "()=>{|}", "async()=>{|}", "f(|)", "(x=|)=>x"],
  ...["function f(){|}", "function*g(){|}", "async function*h(){|}", "async function k(){|}"],
  ...[
    "class A{static{|}}",
    "class A{m(){|}}",
    "class A{x=|\n}",
    "class A{get x(){|}}",
    "class A{[|]=1}",
  ],
  ...["class A{*of(){|}}", "class A{static async*yield(){|}}", "({get(){|}})", "({async*of(){|}})"],
  ...["if(x){|}else{|}", "for(const x of |);", "for(let of of |);", "for(;;){|}", "while(|);"],
  ...["do |\nwhile(x)", "switch(x){case |:}", "switch(x){default:|}", "try{|}catch{|}", "l:{|}"],
  ...["return |", "throw |", "x=>|", "var of=|", "({of:|})", "({[|]:1})", "x?|:y", "`a${x}${|}`"],
  ...[
    "let of=1\n|",
    "const{of=|}=x",
    "export default |",
    "export default function(){|}",
    "```js\n|\n```",
  ],
  ...[
    "function f(a:T):T{|}",
    "enum E{A}\n|",
    "namespace N{|}",
    "(<T>(x:T)=>{|})",
    "(| as any)",
    "(|)!",
  ],
].map((form) => {
  const cut = form.indexOf("|");
  return [form.slice(0, cut), form.slice(cut + 1).replaceAll("|", "")];
});

/** @returns the parts of a text on which tokenizers may disagree */
export function randomText(roll: Dice, depth = 0): string[] {
  const pick = <T>(list: readonly T[]) => list[roll(list.length)]!;
  const parts: string[] = [];
  for (let left = 1 + roll(depth === 0 ? 3 : 2); left > 0; left--) {
    const kind = roll(10);
    if (kind < 5) parts.push(pick(BEFORE), pick(BETWEEN), pick(HOLDS_SLOT));
    else if (kind < 8 && depth < 3) {
      const [open, close] = pick(AROUND);
      parts.push(open, ...randomText(roll, depth + 1), close);
    } else if (kind < 9) {
      parts.push(pick(["x", "1", "x;", "const a=1;", "f()", "{}", "'s'", "/a/g"]));
    } else for (let n = 1 + roll(3); n > 0; n--) parts.push(pick(ANY));
    parts.push(pick(["", "", "\n", "\n", ";", " ", ",", "+", "/", "/g", "/2/g", "\u2028"]));
  }
  return parts;
}
