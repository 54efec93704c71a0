// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PriceOracle} from "../oracle/PriceOracle.sol";
import {BlackScholes} from "./BlackScholes.sol";
import {ClaimCore} from "./ClaimCore.sol";

/// @title European options, fully collateralised
/// @notice Calls hold the underlying, puts hold cash. The long is the option, the short is what its writer keeps. At expiry
/// a call is worth (S - K) / S of its underlying and a put (K - S) / K of its cash, never less than nothing; so a
/// put of `strike` dollars of cash insures one whole unit of the underlying. Strikes are US dollars; one whole unit of cash counts
/// as one. The expiry price is the oracle's first round at or after expiry, from the feed that the underlying had at listing.
contract AIPowerDerivatives is ClaimCore, EIP712 {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @notice `collateral`: the underlying for a call, any other allowed token for a put. `strike1e18`: dollars for one whole unit.
    struct Option {
        bool isCall;
        address underlying;
        IERC20 collateral;
        uint128 strike1e18;
        uint64 expiry;
    }

    /// @notice A writer's signed offer. `buyer` zero: whoever comes first. `premium` for the whole `amount`, in atoms of its token.
    struct Quote {
        uint256 seriesId;
        address writer;
        address buyer;
        uint256 amount;
        IERC20 premiumToken;
        uint256 premium;
        uint64 deadline;
        bytes32 salt;
    }

    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(uint256 seriesId,address writer,address buyer,uint256 amount,address premiumToken,uint256 premium,uint64 deadline,bytes32 salt)"
    );
    uint64 public constant SECONDS_TO_EXPIRY_MIN = 1 hours;
    uint64 public constant SECONDS_TO_EXPIRY_MAX = 3 * 365 days;
    /// @notice Anybody has this long after expiry to prove the price; then anybody may void.
    uint64 public constant VOID_AFTER_SECONDS = 14 days;

    PriceOracle public immutable ORACLE;

    mapping(uint256 seriesId => Option) private _options;
    mapping(uint256 seriesId => bytes32) public feedIdOf;
    mapping(bytes32 quoteHash => bool) public isQuoteUsed;

    event OptionCreated(uint256 indexed seriesId, Option option, bytes32 feedId);
    event OptionBought(
        bytes32 indexed quoteHash,
        uint256 indexed seriesId,
        address indexed buyer,
        address writer,
        uint256 amount,
        uint256 premium
    );
    event QuoteCancelled(bytes32 indexed quoteHash);
    event OptionSettled(uint256 indexed seriesId, uint256 price1e18);

    error OptionUnknown(uint256 seriesId);
    error StrikeZero();
    error CollateralUnfit(bool isCall, address underlying, address collateral);
    error UnderlyingWithoutFeed(address underlying);
    error QuoteExpired(uint64 deadline);
    error QuoteUsed(bytes32 quoteHash);
    error QuoteNotFor(address caller, address expected);
    error SignatureInvalid(address signer);

    constructor(address authority_, PriceOracle oracle) ClaimCore(authority_) EIP712("AIPowerDerivatives", "1") {
        ORACLE = oracle;
    }

    /// @notice Lists a series. Anybody may; the same terms with the same feed can be listed once. Needs a usable price now:
    /// if no expiry price can be proved, a void series pays as if the price had never moved from here.
    function createOption(Option calldata option) external returns (uint256 seriesId) {
        if (option.strike1e18 == 0) revert StrikeZero();
        if (option.isCall != (address(option.collateral) == option.underlying)) {
            revert CollateralUnfit(option.isCall, option.underlying, address(option.collateral));
        }
        _requireExpiryWithin(
            option.expiry, block.timestamp + SECONDS_TO_EXPIRY_MIN, block.timestamp + SECONDS_TO_EXPIRY_MAX
        );
        bytes32 feedId = ORACLE.feedOf(option.underlying);
        uint256 priceNow = ORACLE.price(option.underlying);
        bytes32 terms = keccak256(abi.encode(option, feedId));
        seriesId = _open(terms, option.collateral, option.expiry, _longRatio(option, priceNow));
        _options[seriesId] = option;
        feedIdOf[seriesId] = feedId;
        emit OptionCreated(seriesId, option, feedId);
    }

    /// @notice Locks `amount` of collateral of the caller, who keeps the shorts; the options go to `optionTo`.
    function writeOption(uint256 seriesId, uint256 amount, address optionTo) external nonReentrant {
        _split(seriesId, amount, msg.sender, optionTo, msg.sender);
    }

    /// @notice Takes a writer's quote whole: premium to the writer, collateral from the writer, options to the caller,
    /// all or nothing. The signature is the writer's own or, for a contract, ERC-1271.
    function buyOption(Quote calldata quote, bytes calldata signature) external nonReentrant {
        bytes32 quoteHash = hashQuote(quote);
        if (block.timestamp > quote.deadline) revert QuoteExpired(quote.deadline);
        if (quote.buyer != address(0) && quote.buyer != msg.sender) revert QuoteNotFor(msg.sender, quote.buyer);
        _useQuote(quoteHash);
        if (!SignatureChecker.isValidSignatureNow(quote.writer, quoteHash, signature)) {
            revert SignatureInvalid(quote.writer);
        }
        emit OptionBought(quoteHash, quote.seriesId, msg.sender, quote.writer, quote.amount, quote.premium);
        quote.premiumToken.safeTransferFrom(msg.sender, quote.writer, quote.premium);
        _split(quote.seriesId, quote.amount, quote.writer, msg.sender, quote.writer);
    }

    /// @notice Makes a quote of the caller worthless, used or not yet seen by anybody.
    function cancelQuote(Quote calldata quote) external {
        if (quote.writer != msg.sender) revert QuoteNotFor(msg.sender, quote.writer);
        bytes32 quoteHash = hashQuote(quote);
        _useQuote(quoteHash);
        emit QuoteCancelled(quoteHash);
    }

    /// @notice Ends an expired series at the price of expiry. Anybody may; the proof leaves no choice.
    /// @param first Neighbouring rounds of the feed's first source with expiry between them.
    /// @param second The same of its second source, if it has one.
    function settleOption(
        uint256 seriesId,
        PriceOracle.Neighbours calldata first,
        PriceOracle.Neighbours calldata second
    ) external {
        _requireExpired(seriesId, 0);
        Option storage option = _options[seriesId];
        uint256 price1e18 = ORACLE.priceAt(feedIdOf[seriesId], option.expiry, first, second);
        _settle(seriesId, _longRatio(option, price1e18));
        emit OptionSettled(seriesId, price1e18);
    }

    /// @notice Ends a series whose price nobody could prove in time, at the ratio announced when it was listed.
    function voidOption(uint256 seriesId) external {
        _requireExpired(seriesId, VOID_AFTER_SECONDS);
        _void(seriesId);
    }

    /// @notice Burns `amount` options of the caller after settlement and pays their worth in collateral. Rounds down.
    function exerciseOption(uint256 seriesId, uint256 amount, address to) external nonReentrant returns (uint256 paid) {
        paid = _redeem(longOf(seriesId), amount, to);
    }

    /// @notice The Black-Scholes premium, now, of the option on one whole unit: dollars, 18 decimals. A view for people who quote:
    /// nothing here trades at it.
    /// @param volatility1e18 Yearly, at most 20e18. @param rate1e18 Yearly, continuously compounded, within one.
    function calculatePremium(uint256 seriesId, uint256 volatility1e18, int256 rate1e18)
        external
        view
        returns (uint256 premium1e18)
    {
        Option storage option = _options[seriesId];
        if (option.expiry == 0) revert OptionUnknown(seriesId);
        uint256 secondsLeft = block.timestamp < option.expiry ? option.expiry - block.timestamp : 0;
        uint128 spot = ORACLE.price(option.underlying).toUint128();
        return BlackScholes.premium(option.isCall, spot, option.strike1e18, volatility1e18, rate1e18, secondsLeft);
    }

    /// @notice The terms of a series.
    function optionTerms(uint256 seriesId) external view returns (Option memory) {
        return _options[seriesId];
    }

    /// @notice What a writer signs (EIP-712): binds this chain, this contract and every field.
    function hashQuote(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    function _useQuote(bytes32 quoteHash) private {
        if (isQuoteUsed[quoteHash]) revert QuoteUsed(quoteHash);
        isQuoteUsed[quoteHash] = true;
    }

    /// @dev Rounds down, for the writer. A call can never be worth all of its collateral, a put only at a price of zero.
    function _longRatio(Option memory option, uint256 price1e18) private pure returns (uint256) {
        if (option.isCall) {
            return price1e18 > option.strike1e18 ? Math.mulDiv(price1e18 - option.strike1e18, ONE, price1e18) : 0;
        }
        return price1e18 < option.strike1e18 ? Math.mulDiv(option.strike1e18 - price1e18, ONE, option.strike1e18) : 0;
    }
}
