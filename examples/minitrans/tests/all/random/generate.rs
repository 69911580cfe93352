//! Programs without static errors, from choices.

/// The types of the language.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Int,
    Float,
    Bool,
    Str,
}

use Type::{Bool, Float, Int, Str};

const TYPES: [(Type, &str); 4] = [(Int, "int"), (Float, "float"), (Bool, "bool"), (Str, "str")];

/// The functions of a program that starts at `entry`. Where the choices end, all further ones are 0:
/// the simplest.
pub(super) fn generate(choices: &[u8]) -> String {
    let mut generator = Generator {
        choices: choices.iter(),
        functions: Vec::new(),
        variables: Vec::new(),
        loops: 0,
        names: 0,
        code: CUT.to_owned(),
    };
    for _ in 0..generator.choose(4) {
        generator.function();
    }
    generator.code += "fn entry() {\n";
    generator.block(3);
    generator.code += "}\n";
    generator.code
}

/// Keeps strings short, however often they are doubled.
const CUT: &str = "fn entry_cut(s: str) -> str { if len(s) > 50 { return \"cut\"; } return s; }\n";

struct Function {
    params: Vec<Type>,
    result: Type,
}

struct Generator<'c> {
    choices: std::slice::Iter<'c, u8>,
    functions: Vec<Function>,
    /// The names and types that can be used here.
    variables: Vec<(String, Type)>,
    /// How many loops are open.
    loops: usize,
    names: usize,
    code: String,
}

impl Generator<'_> {
    /// A number below `count`.
    fn choose(&mut self, count: usize) -> usize {
        usize::from(*self.choices.next().unwrap_or(&0)) % count
    }

    fn one_of(&mut self, items: &[&str]) -> String {
        items[self.choose(items.len())].to_owned()
    }

    fn ty(&mut self) -> (Type, &'static str) {
        TYPES[self.choose(TYPES.len())]
    }

    fn new_name(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn function(&mut self) {
        let mut params = Vec::new();
        for _ in 0..self.choose(4) {
            let (ty, ty_name) = self.ty();
            let name = self.new_name();
            params.push((name, ty, ty_name));
        }
        let (result, result_name) = self.ty();
        let list: Vec<String> = params
            .iter()
            .map(|(name, _, ty)| format!("{name}: {ty}"))
            .collect();
        let index = self.functions.len();
        let list = list.join(", ");
        self.code += &format!("fn entry_f{index}({list}) -> {result_name} {{\n");
        self.variables = params
            .iter()
            .map(|(name, ty, _)| (name.clone(), *ty))
            .collect();
        self.block(2);
        let value = self.expr(result, 3);
        self.code += &format!("return {value};\n}}\n");
        self.variables.clear();
        let params = params.into_iter().map(|(_, ty, _)| ty).collect();
        self.functions.push(Function { params, result });
    }

    fn block(&mut self, depth: usize) {
        let outside = self.variables.len();
        for _ in 0..self.choose(6) {
            self.statement(depth);
        }
        self.variables.truncate(outside);
    }

    fn statement(&mut self, depth: usize) {
        match self.choose(if depth == 0 { 4 } else { 7 }) {
            0 | 1 => {
                let (ty, _) = self.ty();
                let value = self.expr(ty, 3);
                self.code += &format!("emit \"\", {value};\n");
            }
            2 => {
                let (ty, _) = self.ty();
                let value = self.stored(ty);
                let name = self.new_name();
                self.code += &format!("let {name} = {value};\n");
                self.variables.push((name, ty));
            }
            3 => self.assignment(),
            4 => {
                let condition = self.expr(Bool, 2);
                self.code += &format!("if {condition} {{\n");
                self.block(depth - 1);
                self.code += "} else {\n";
                self.block(depth - 1);
                self.code += "}\n";
            }
            5 => self.bounded_loop(depth - 1),
            _ => {
                let (ty, _) = self.ty();
                let value = self.expr(ty, 2);
                self.code += &format!("{value};\n");
            }
        }
    }

    fn assignment(&mut self) {
        if self.variables.is_empty() {
            return;
        }
        let index = self.choose(self.variables.len());
        let (name, ty) = self.variables[index].clone();
        let value = self.stored(ty);
        self.code += &format!("{name} = {value};\n");
    }

    /// Its counter is no variable that statements could change.
    fn bounded_loop(&mut self, depth: usize) {
        let counter = self.new_name();
        let limit = self.choose(4);
        let condition = self.expr(Bool, 1);
        self.code += &format!("let {counter} = 0;\n");
        self.code += &format!("while {counter} < {limit} and ({counter} == 0 or {condition}) {{\n");
        self.loops += 1;
        self.block(depth);
        self.loops -= 1;
        self.code += &format!("{counter} = {counter} + 1;\n}}\n");
    }

    /// An expression for a variable.
    fn stored(&mut self, ty: Type) -> String {
        let value = self.expr(ty, 3);
        match ty {
            Str => format!("entry_cut({value})"),
            _ => value,
        }
    }

    fn expr(&mut self, ty: Type, depth: usize) -> String {
        if depth == 0 || self.choose(4) == 0 {
            return self.leaf(ty);
        }
        // Calls in loops in functions that are called in loops take too long.
        if self.loops < 2
            && self.choose(6) == 1
            && let Some(call) = self.call(ty, depth - 1)
        {
            return call;
        }
        match ty {
            Int => self.int(depth - 1),
            Float => self.float(depth - 1),
            Bool => self.bool(depth - 1),
            Str => self.str(depth - 1),
        }
    }

    fn leaf(&mut self, ty: Type) -> String {
        let variables = self.variables.iter().filter(|(_, other)| *other == ty);
        let names: Vec<String> = variables.map(|(name, _)| name.clone()).collect();
        if !names.is_empty() && self.choose(3) != 0 {
            return names[self.choose(names.len())].clone();
        }
        self.one_of(match ty {
            Int => &[
                "0",
                "1",
                "2",
                "-1",
                "7",
                "255",
                "9223372036854775807",
                "(-9223372036854775807 - 1)",
            ],
            Float => &[
                "0.0",
                "1.0",
                "-0.0",
                "1.5",
                "0.1",
                "-2.5",
                "1e308",
                "5e-324",
                "9007199254740993.0",
            ],
            Bool => &["false", "true"],
            Str => &[
                r#""""#,
                r#""a""#,
                r#""ab""#,
                r#""\xff\0""#,
                r#""Hello, \"C\"\n""#,
            ],
        })
    }

    /// Of a function before this one, so that all calls end.
    fn call(&mut self, ty: Type, depth: usize) -> Option<String> {
        let functions = self.functions.iter().enumerate();
        let fitting: Vec<(usize, Vec<Type>)> = functions
            .filter(|(_, function)| function.result == ty)
            .map(|(index, function)| (index, function.params.clone()))
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let (index, params) = &fitting[self.choose(fitting.len())];
        let args: Vec<String> = params.iter().map(|ty| self.expr(*ty, depth)).collect();
        Some(format!("entry_f{index}({})", args.join(", ")))
    }

    fn operator(&mut self, ty: Type, operators: &[&str], depth: usize) -> String {
        let operator = self.one_of(operators);
        let [left, right] = [self.expr(ty, depth), self.expr(ty, depth)];
        format!("({left} {operator} {right})")
    }

    fn int(&mut self, depth: usize) -> String {
        match self.choose(10) {
            0..=4 => self.operator(Int, &["+", "-", "*", "/", "%"], depth),
            5 => format!("-{}", self.expr(Int, depth)),
            6 => format!("len({})", self.expr(Str, depth)),
            7 => {
                let ty = if self.choose(2) == 0 { Float } else { Bool };
                format!("int({})", self.expr(ty, depth))
            }
            8 => format!("checksum.adler32({})", self.expr(Str, depth)),
            _ if self.choose(3) == 0 => {
                format!("{}[{}]", self.expr(Str, depth), self.expr(Int, depth))
            }
            _ => format!(
                "str.find({}, {})",
                self.expr(Str, depth),
                self.expr(Str, depth)
            ),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        match self.choose(8) {
            0..=3 => self.operator(Float, &["+", "-", "*", "/", "%"], depth),
            4 => format!("-{}", self.expr(Float, depth)),
            5 => format!("float({})", self.expr(Int, depth)),
            6 => {
                let function = self.one_of(&["math.sqrt", "math.floor"]);
                format!("{function}({})", self.expr(Float, depth))
            }
            _ => format!(
                "math.pow({}, {})",
                self.expr(Float, depth),
                self.expr(Float, depth)
            ),
        }
    }

    fn bool(&mut self, depth: usize) -> String {
        const ORDERS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
        match self.choose(6) {
            0 => self.operator(Bool, &["and", "or", "==", "!="], depth),
            1 => format!("(not {})", self.expr(Bool, depth)),
            2 | 3 => self.operator(Int, &ORDERS, depth),
            4 => self.operator(Float, &ORDERS, depth),
            _ => self.operator(Str, &ORDERS, depth),
        }
    }

    fn str(&mut self, depth: usize) -> String {
        match self.choose(5) {
            0 | 1 => self.operator(Str, &["+"], depth),
            2 => format!("str({})", self.expr(Int, depth)),
            3 => {
                let function = self.one_of(&["str.upper", "str.lower"]);
                format!("{function}({})", self.expr(Str, depth))
            }
            _ => {
                let [text, part, other] = [Str, Str, Str].map(|ty| self.expr(ty, depth));
                format!("entry_cut(str.replace({text}, {part}, {other}))")
            }
        }
    }
}
