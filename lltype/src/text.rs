//! [`Text`]: messages that are put together in constants, where there is no `format!`.

/// The longest message; what is behind it is cut off.
const CAPACITY: usize = 512;

/// A message in the making.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Text {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < CAPACITY {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    pub(crate) const fn number(self, number: u64) -> Self {
        let rest = number / 10;
        let before = match rest {
            0 => self,
            rest => self.number(rest),
        };
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        before.push(DIGITS[(number % 10) as usize])
    }

    /// Stops the compiler with the message.
    #[track_caller]
    pub(crate) const fn panic(self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("a member does not keep the rules of its struct"),
        }
    }
}
