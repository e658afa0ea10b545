//! argon2id, as a PHC string.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use constant_time_eq::constant_time_eq;
use zeroize::Zeroizing;

pub(super) struct Argon2id {
    argon2: Argon2<'static>,
    version: Version,
    salt: Vec<u8>,
    output: Vec<u8>,
}

const FORM: &str = "a broken argon2id hash; the form is `$argon2id$v=19$m=..,t=..,p=..$salt$hash`, without other parameters";
const VERSION: &str = "a broken argon2id hash; the version after `$argon2id$` must be `v=19` or `v=16`";
const TRUNCATED: &str = "a truncated argon2id hash; the form is `$argon2id$v=19$m=..,t=..,p=..$salt$hash`";
const BASE64: &str = "a broken or truncated argon2id hash; salt and hash are in base64 without padding";
const SALT: &str = "a broken argon2id hash; the salt must have 8 to 64 bytes";
const OUTPUT: &str = "a broken or truncated argon2id hash; 16 to 64 bytes must follow the salt";
const COSTS: &str = "argon2id costs out of range: `t` and `p` are at least 1, `m` at least 8 times `p` (RFC 9106 3.1)";

/// In KiB: 2 GiB, the first choice of RFC 9106 4 and the highest recommended value.
const MOST_MEMORY: u32 = 2 << 20;
/// In KiB, over all passes. It takes about as long as the ceiling for bcrypt, extrapolated from measurements of 1 GiB and of cost 14.
const MOST_WORK: u64 = 4 << 20;
/// No machine spends more processors on one password.
const MOST_LANES: u32 = 64;

const MEMORY: &str =
    "argon2id above `m=2097152`, 2 GiB for each hash that runs; lower it, or allow it with `PasswordsBuilder::allow_any_cost`";
const WORK: &str =
    "argon2id with `m` times `t` above 4194304 takes many seconds; lower it, or allow it with `PasswordsBuilder::allow_any_cost`";
const LANES: &str = "argon2id above `p=64`; lower it, or allow it with `PasswordsBuilder::allow_any_cost`";

/// A verification without a result, because its memory could not be allocated.
pub(super) struct OutOfMemory;

impl Argon2id {
    /// Reads what follows `$argon2id$`.
    pub(super) fn read(rest: &str) -> Result<Self, &'static str> {
        let mut fields = rest.split('$');
        let mut field = || fields.next().filter(|field| !field.is_empty()).ok_or(TRUNCATED);
        let version = match field()? {
            "v=19" => Version::V0x13,
            "v=16" => Version::V0x10,
            _ => return Err(VERSION),
        };
        let mut costs = field()?.split(',');
        let mut cost = |name| costs.next().and_then(|cost| number(cost.strip_prefix(name)?)).ok_or(FORM);
        let (memory, time, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
        let (salt, output) = (bytes(field()?, 8, SALT)?, bytes(field()?, 16, OUTPUT)?);
        if costs.next().is_some() || fields.next().is_some() {
            return Err(FORM);
        }
        let params = Params::new(memory, time, lanes, Some(output.len())).map_err(|_| COSTS)?;
        Ok(Self { argon2: Argon2::new(Algorithm::Argon2id, version, params), version, salt, output })
    }

    pub(super) fn above_ceiling(&self) -> Option<&'static str> {
        let params = self.argon2.params();
        let work = u64::from(params.m_cost()).saturating_mul(params.t_cost().into());
        let rules = [(params.m_cost() > MOST_MEMORY, MEMORY), (work > MOST_WORK, WORK), (params.p_cost() > MOST_LANES, LANES)];
        rules.into_iter().find(|(is_broken, _)| *is_broken).map(|(_, rule)| rule)
    }

    pub(super) fn costs(&self) -> String {
        let (params, version) = (self.argon2.params(), u32::from(self.version));
        let (memory, time, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        format!("argon2id v={version},m={memory},t={time},p={lanes},{},{}", self.salt.len(), self.output.len())
    }

    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, OutOfMemory> {
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        // `argon2` does not wipe its memory, and the blocks of the first pass allow an attacker to test passwords cheaply.
        let mut memory = Zeroizing::new(Vec::new());
        memory.try_reserve_exact(self.argon2.params().block_count()).map_err(|_| OutOfMemory)?;
        memory.resize(self.argon2.params().block_count(), Block::new());
        // Lengths and costs were checked in `read`.
        self.argon2
            .hash_password_into_with_memory(password, &self.salt, &mut output, memory.as_mut_slice())
            .map_err(|_| OutOfMemory)?;
        Ok(constant_time_eq(&output, &self.output))
    }
}

/// Reads a decimal number of the PHC format: no sign, no leading zero.
fn number(text: &str) -> Option<u32> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    canonical.then(|| text.parse().ok()).flatten()
}

fn bytes(text: &str, at_least: usize, length: &'static str) -> Result<Vec<u8>, &'static str> {
    let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| BASE64)?;
    if (at_least..=64).contains(&bytes.len()) { Ok(bytes) } else { Err(length) }
}
