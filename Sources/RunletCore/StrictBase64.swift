package import struct FoundationEssentials.Data

extension Data {
    /// The bytes of base64 as RFC 4648 (section 4) has it; nil where the text is none.
    ///
    /// Foundation's decoder takes more, such as wrong padding and bits that no byte has; of all texts for some bytes only
    /// one is what they are encoded as.
    package init?(strictBase64 text: String) {
        guard let bytes = Data(base64Encoded: text), bytes.base64EncodedString().utf8.elementsEqual(text.utf8) else {
            return nil
        }
        self = bytes
    }
}
