//! What the C compiler says of constants. bindgen works them out as 64 bits with a sign, and takes macros for
//! numbers that gcc does not.

use rffi::ExternalCompilationInfo;

use super::Import;
use super::items::Items;
use super::left_out::LeftOut;
use super::variable::Value;
use crate::ask::{Answer, Question, Store};
use crate::{Result, env};

/// Gives constants the compiler's values. One that has none is left out.
pub(super) fn ask(
    items: &mut Items,
    what: &Import,
    info: &ExternalCompilationInfo,
    left_out: &mut Vec<LeftOut>,
) -> Result<()> {
    let integers = items.constants.iter_mut();
    let integers = integers.filter(|constant| matches!(constant.value, Value::Integer(_)));
    let integers: Vec<_> = integers.collect();
    if integers.is_empty() {
        return Ok(());
    }
    let questions = integers
        .iter()
        .map(|constant| Question::integer(&constant.name));
    let questions: Vec<_> = questions.collect();
    let store = Store {
        toolchain: &what.toolchain,
        info,
        package: None,
        folder: env::cache_folder(),
    };
    let answers = store.ask(&questions)?.answers.into_vec();
    let mut refused = Vec::new();
    for (constant, answer) in integers.into_iter().zip(answers) {
        match answer {
            Ok(Answer::Integer(value)) => constant.value = Value::Integer(value),
            Ok(_) => {}
            Err(message) => refused.push((constant.name.clone(), message)),
        }
    }
    items.constants.retain(|constant| {
        let mut names = refused.iter().map(|(name, _)| name);
        !names.any(|name| *name == constant.name)
    });
    left_out.extend(refused.into_iter().map(|(name, message)| {
        LeftOut::new(name, format!("to the C compiler no constant: {message}"))
    }));
    Ok(())
}
