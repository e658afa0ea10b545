//! Ed25519 keys that are worth something.

use super::super::engine::Material;

/// The y-coordinates, little-endian, of the points whose order divides 8. Under such a key one signature, which anybody can compute,
/// fits every message, or every second, fourth or eighth.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xFF; 32];
        minus_one[0] = 0xEC;
        minus_one[31] = 0x7F;
        minus_one
    },
    [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05,
        0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20, 0x53, 0xFA,
        0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
];

/// Reads the 32 bytes of a key (RFC 8032 5.1.2): y, and in the highest bit the sign of x.
pub(super) fn material(key: &[u8]) -> Result<Material, &'static str> {
    let mut y: [u8; 32] = key.try_into().map_err(|_| "an Ed25519 key has 32 bytes (RFC 8032 5.1.5)")?;
    y[31] &= 0x7F;
    if !is_reduced(&y) {
        return Err("not an Ed25519 key: its y-coordinate is not below 2^255 - 19 (RFC 8032 5.1.3)");
    }
    if SMALL_ORDER.contains(&y) {
        return Err("an Ed25519 key of small order, under which anybody can sign");
    }
    Material::ed25519(key).ok_or("not an Ed25519 key")
}

/// Whether y is below 2^255 - 19. The engine reduces it, so it accepts 19 points under a second name.
fn is_reduced(y: &[u8; 32]) -> bool {
    !matches!(y, [0xED..=0xFF, middle @ .., 0x7F] if middle.iter().all(|byte| *byte == 0xFF))
}
