// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title The Black-Scholes premium of a European option in whole numbers
/// @notice A view for people and programs that quote; no money in these contracts ever depends on it.
/// @dev Works with 27 decimals inside. Logarithm, exponential and normal distribution come from their series and a continued
/// fraction, each within 1e-24 of the true value, so a premium is within 1e-9 of its size plus one unit of the last decimal.
/// Source: Black, Scholes, "The Pricing of Options and Corporate Liabilities", 1973; Abramowitz, Stegun 4.1.27, 26.2.11, 26.2.14.
/// Twin vectors: vectors/blackScholes.json.
library BlackScholes {
    using SafeCast for uint256;

    int256 internal constant ONE = 1e27;
    int256 private constant LN_2 = 693147180559945309417232121;
    int256 private constant SQRT_TWO_PI = 2506628274631000502415765285;
    /// @dev Beyond it the upper tail is under 1e-27.
    int256 private constant TAIL_END = 11e27;
    /// @dev From here the continued fraction converges faster than the series: 60 levels leave less than 1e-27.
    int256 private constant TAIL_BEGIN = 3e27;
    uint256 private constant TAIL_LEVELS = 60;
    int256 private constant EXPONENT_MIN = -63e27;
    int256 private constant EXPONENT_MAX = 63e27;
    uint256 internal constant YEAR_SECONDS = 365 days;
    uint256 internal constant VOLATILITY_MAX_1E18 = 20e18;
    int256 internal constant RATE_MAX_1E18 = 1e18;
    uint256 internal constant SECONDS_MAX = 10 * YEAR_SECONDS;
    /// @dev Ratios of spot to strike outside a millionth to a million are refused: there the premium is its intrinsic worth.
    uint256 private constant MONEYNESS_MAX = 1e33;
    uint256 private constant MONEYNESS_MIN = 1e21;

    error InputOutOfBounds(string input, int256 value, int256 min, int256 max);

    /// @notice The premium of one unit, in the unit of `spot1e18` and `strike1e18`; 18 decimals, rounded toward zero.
    /// @param volatility1e18 Standard deviation of the logarithm of the price over a year of 365 days.
    /// @param rate1e18 Continuously compounded yearly rate; may be negative.
    /// @param secondsLeft Seconds to expiry; with 0 the premium is the intrinsic worth.
    function premium(
        bool isCall,
        uint128 spot1e18,
        uint128 strike1e18,
        uint256 volatility1e18,
        int256 rate1e18,
        uint256 secondsLeft
    ) internal pure returns (uint256 premium1e18) {
        int256 growth = (rate1e18 * 1e9 * _years(rate1e18, secondsLeft)) / ONE;
        int256 deviation = _deviation(volatility1e18, secondsLeft);
        int256 spot = uint256(spot1e18).toInt256();
        // Discounted with 27 decimals, so that a small strike loses nothing.
        int256 strike = uint256(strike1e18).toInt256() * exp(-growth);
        int256 distance = ln(_moneyness(spot1e18, strike1e18)) + growth;
        int256 worth;
        if (deviation == 0) {
            worth = isCall ? spot * ONE - strike : strike - spot * ONE;
        } else {
            int256 d1 = (distance * ONE) / deviation + deviation / 2;
            int256 d2 = d1 - deviation;
            worth = isCall
                ? spot * normal(d1) - (strike / ONE) * normal(d2) - ((strike % ONE) * normal(d2)) / ONE
                : (strike / ONE) * normal(-d2) + ((strike % ONE) * normal(-d2)) / ONE - spot * normal(-d1);
        }
        // forge-lint: disable-next-line(unsafe-typecast) Positive here.
        return worth > 0 ? uint256(worth / ONE) : 0;
    }

    /// @notice The natural logarithm of x > 0; both with 27 decimals.
    /// @dev x = m * 2^k with m in [0.62, 1.24); ln m = 2 * artanh z with z = (m - 1) / (m + 1), so |z| < 0.24.
    function ln(int256 x) internal pure returns (int256) {
        if (x <= 0) revert InputOutOfBounds("logarithm", x, 1, type(int256).max);
        // forge-lint: disable-start(unsafe-typecast) x is positive and a power of two at most 255.
        int256 k = int256(Math.log2(uint256(x))) - 89;
        int256 m = k >= 0 ? x >> uint256(k) : x << uint256(-k);
        // forge-lint: disable-end(unsafe-typecast)
        int256 z = ((m - ONE) * ONE) / (m + ONE);
        int256 square = (z * z) / ONE;
        int256 sum = 0;
        int256 power = z;
        for (int256 n = 1; power != 0; n += 2) {
            sum += power / n;
            power = (power * square) / ONE;
        }
        return 2 * sum + k * LN_2;
    }

    /// @notice e to the power x; both with 27 decimals. Under 1e-27 it is zero.
    /// @dev x = k * ln 2 + r with |r| <= ln 2 / 2; the series in r ends when its terms vanish.
    function exp(int256 x) internal pure returns (int256) {
        if (x < EXPONENT_MIN) return 0;
        if (x > EXPONENT_MAX) revert InputOutOfBounds("exponent", x, EXPONENT_MIN, EXPONENT_MAX);
        int256 k = (x + (x < 0 ? -LN_2 : LN_2) / 2) / LN_2;
        int256 r = x - k * LN_2;
        int256 sum = ONE;
        int256 term = ONE;
        for (int256 n = 1; term != 0; ++n) {
            term = (term * r) / (ONE * n);
            sum += term;
        }
        // forge-lint: disable-next-line(unsafe-typecast) |k| is under 92.
        return k >= 0 ? sum << uint256(k) : sum >> uint256(-k);
    }

    /// @notice The chance that a standard normal number is at most x; both with 27 decimals.
    function normal(int256 x) internal pure returns (int256) {
        int256 tail = _upperTail(x < 0 ? -x : x);
        return x < 0 ? tail : ONE - tail;
    }

    function _upperTail(int256 x) private pure returns (int256) {
        if (x >= TAIL_END) return 0;
        int256 square = (x * x) / ONE;
        int256 density = (exp(-square / 2) * ONE) / SQRT_TWO_PI;
        if (x < TAIL_BEGIN) {
            int256 sum = 0;
            int256 term = x;
            for (int256 n = 3; term != 0; n += 2) {
                sum += term;
                term = (term * square) / (ONE * n);
            }
            return ONE / 2 - (density * sum) / ONE;
        }
        int256 fraction = x;
        for (uint256 n = TAIL_LEVELS; n > 0; --n) {
            fraction = x + (n.toInt256() * ONE * ONE) / fraction;
        }
        return (density * ONE) / fraction;
    }

    function _years(int256 rate1e18, uint256 secondsLeft) private pure returns (int256) {
        if (rate1e18 > RATE_MAX_1E18 || rate1e18 < -RATE_MAX_1E18) {
            revert InputOutOfBounds("rate", rate1e18, -RATE_MAX_1E18, RATE_MAX_1E18);
        }
        if (secondsLeft > SECONDS_MAX) {
            revert InputOutOfBounds("seconds", secondsLeft.toInt256(), 0, SECONDS_MAX.toInt256());
        }
        return (secondsLeft.toInt256() * ONE) / YEAR_SECONDS.toInt256();
    }

    /// @dev The standard deviation to expiry: volatility times the root of the years left.
    function _deviation(uint256 volatility1e18, uint256 secondsLeft) private pure returns (int256) {
        if (volatility1e18 > VOLATILITY_MAX_1E18) {
            revert InputOutOfBounds("volatility", volatility1e18.toInt256(), 0, VOLATILITY_MAX_1E18.toInt256());
        }
        uint256 root = Math.sqrt(Math.mulDiv(secondsLeft, 1e54, YEAR_SECONDS));
        return ((volatility1e18 * root) / 1e18).toInt256();
    }

    function _moneyness(uint128 spot1e18, uint128 strike1e18) private pure returns (int256) {
        if (strike1e18 == 0) revert InputOutOfBounds("strike", 0, 1, type(int128).max);
        uint256 ratio = Math.mulDiv(spot1e18, 1e27, strike1e18);
        if (ratio < MONEYNESS_MIN || ratio > MONEYNESS_MAX) {
            revert InputOutOfBounds("moneyness", ratio.toInt256(), MONEYNESS_MIN.toInt256(), MONEYNESS_MAX.toInt256());
        }
        return ratio.toInt256();
    }
}
