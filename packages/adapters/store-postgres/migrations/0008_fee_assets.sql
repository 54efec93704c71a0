-- What a venue took a fee in. Until here every fee was booked in the quote asset.
ALTER TABLE qca.fills ADD COLUMN fee_asset text;
UPDATE qca.fills SET fee_asset = quote_asset;
ALTER TABLE qca.fills ALTER COLUMN fee_asset SET NOT NULL;
