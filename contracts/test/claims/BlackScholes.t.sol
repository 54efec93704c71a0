// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlackScholes} from "../../src/claims/BlackScholes.sol";
import {Test} from "../support/Test.sol";
import {BlackScholesHarness} from "./BlackScholesHarness.sol";

contract BlackScholesTest is Test {
    int256 private constant ONE = 1e27;
    /// @dev How many cases the file has; the last line of the test notices when there are more.
    uint256 private constant CASES = 296;

    BlackScholesHarness private math = new BlackScholesHarness();

    function _near(int256 got, int256 wanted, string memory what) private pure {
        int256 distance = got > wanted ? got - wanted : wanted - got;
        int256 size = wanted < 0 ? -wanted : wanted;
        // 1e-15 of the value, and never less than 100 units of the 27th decimal.
        if (distance > size / 1e15 + 100) revert NotEqualSigned(what, got, wanted);
    }

    /// @dev Expected values: mpmath with 60 digits, rounded down.
    function test_ln_agreesWithMpmath() external view {
        _near(math.ln(1e18), -20723265836946411156161923093, "ln 1e-9");
        _near(math.ln(0.5e27), -693147180559945309417232122, "ln 0.5");
        _near(math.ln(0.99e27), -10050335853501441183548858, "ln 0.99");
        _near(math.ln(ONE), 0, "ln 1");
        _near(math.ln(2 * ONE), 693147180559945309417232121, "ln 2");
        _near(math.ln(2718281828459045235360287471), 999999999999999999999999999, "ln e");
        _near(math.ln(1e33), 13815510557964274104107948728, "ln 1e6");
        _near(math.ln(1e21), -13815510557964274104107948729, "ln 1e-6");
        _near(math.ln(123456.789e27), 11723646487185880981139958983, "ln 123456.789");
    }

    function test_exp_agreesWithMpmath() external view {
        _near(math.exp(-62 * ONE), 1, "exp -62");
        _near(math.exp(-20 * ONE), 2061153622438557827, "exp -20");
        _near(math.exp(-ONE), 367879441171442321595523770, "exp -1");
        _near(math.exp(-1e18), 999999999000000000499999999, "exp -1e-9");
        _near(math.exp(0), ONE, "exp 0");
        _near(math.exp(ONE / 2), 1648721270700128146848650787, "exp 0.5");
        _near(math.exp(ONE), 2718281828459045235360287471, "exp 1");
        _near(math.exp(10 * ONE), 22026465794806716516957900645284, "exp 10");
        _near(math.exp(62 * ONE), 843835666874145448907332948037311796008069267966741040, "exp 62");
        assertEq(math.exp(-63 * ONE - 1), 0, "under the last decimal");
    }

    function test_normal_agreesWithMpmath() external view {
        _near(math.normal(-10.9e27), 0, "N -10.9");
        _near(math.normal(-8 * ONE), 622096057427, "N -8");
        _near(math.normal(-5 * ONE), 286651571879193911673, "N -5");
        _near(math.normal(-3 * ONE), 1349898031630094526651814, "N -3");
        _near(math.normal(-2.999e27), 1354336533727106651137291, "N -2.999");
        _near(math.normal(-ONE), 158655253931457051414767454, "N -1");
        _near(math.normal(-1e21), 499999601057719598633812440, "N -1e-6");
        _near(math.normal(0), ONE / 2, "N 0");
        _near(math.normal(ONE / 2), 691462461274013103637704610, "N 0.5");
        _near(math.normal(1.96e27), 975002104851779565863415730, "N 1.96");
        _near(math.normal(2.999e27), 998645663466272893348862708, "N 2.999");
        _near(math.normal(3 * ONE), 998650101968369905473348185, "N 3");
        _near(math.normal(6 * ONE), 999999999013412354962301859, "N 6");
        assertEq(math.normal(11 * ONE), ONE, "N 11");
        assertEq(math.normal(-11 * ONE), 0, "N -11");
        assertEq(math.normal(1e30), ONE, "far out");
    }

    /// @dev The cases that TypeScript reads too; worked out apart, with 120 digits.
    function test_premium_agreesWithTheSharedVectors() external {
        string memory json = vm.readFile(string.concat(vm.projectRoot(), "/../vectors/blackScholes.json"));
        for (uint256 i = 0; i < CASES; ++i) {
            string memory at = string.concat(".cases[", vm.toString(i), "].");
            uint256 got = math.premium(
                keccak256(bytes(vm.parseJsonString(json, string.concat(at, "option")))) == keccak256("call"),
                uint128(vm.parseJsonUint(json, string.concat(at, "spot"))),
                uint128(vm.parseJsonUint(json, string.concat(at, "strike"))),
                vm.parseJsonUint(json, string.concat(at, "volatility")),
                vm.parseJsonInt(json, string.concat(at, "rate")),
                vm.parseJsonUint(json, string.concat(at, "seconds"))
            );
            uint256 wanted = vm.parseJsonUint(json, string.concat(at, "premium"));
            assertNear(got, wanted, wanted / 1e9 + 1, at);
        }
        string memory next = string.concat(".cases[", vm.toString(CASES), "].premium");
        try this.readUint(json, next) {
            assertTrue(false, "there are more cases");
        } catch {}
    }

    function readUint(string memory json, string memory key) external pure returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    /// @dev Call less put is spot less discounted strike; neither is ever negative, nor above what it can pay.
    function testFuzz_premium_keepsParityAndBounds(
        uint128 spot,
        uint256 ratio,
        uint256 volatility,
        uint256 rate,
        uint256 left
    ) external view {
        spot = uint128(bound(spot, 1e18, 1e26));
        uint128 strike = uint128((uint256(spot) * bound(ratio, 2e12, 5e23)) / 1e18);
        volatility = bound(volatility, 0, 20e18);
        int256 yearly = int256(bound(rate, 0, 2e18)) - 1e18;
        left = bound(left, 0, 3650 days);
        uint256 call = math.premium(true, spot, strike, volatility, yearly, left);
        uint256 put = math.premium(false, spot, strike, volatility, yearly, left);
        int256 growth = (yearly * 1e9 * int256(left)) / 365 days;
        uint256 discounted = uint256((int256(uint256(strike)) * math.exp(-growth)) / ONE);
        assertNear(call + discounted, put + spot, discounted / 1e18 + spot / 1e18 + 3, "parity");
        assertLe(call, spot, "a call is worth at most the asset");
        assertLe(put, discounted + 1, "a put is worth at most the strike");
    }

    /// @dev More volatility never makes an option cheaper.
    function testFuzz_premium_growsWithVolatility(uint256 ratio, uint256 volatility, uint256 more, uint256 left)
        external
        view
    {
        uint128 strike = uint128((2_000e18 * bound(ratio, 1e16, 1e20)) / 1e18);
        volatility = bound(volatility, 0, 10e18);
        more = bound(more, 0, 10e18);
        left = bound(left, 0, 3650 days);
        uint256 calm = math.premium(true, 2_000e18, strike, volatility, 0.03e18, left);
        uint256 wild = math.premium(true, 2_000e18, strike, volatility + more, 0.03e18, left);
        assertLe(calm, wild + 3);
    }

    function testFuzz_exp_undoesLn(uint256 x) external view {
        x = bound(x, 1e15, 1e39);
        assertNear(uint256(math.exp(math.ln(int256(x)))), x, x / 1e15 + x / 1e21 + 1e4);
    }

    // Refusals.

    function _refuses(string memory input, int256 value, int256 min, int256 max) private {
        vm.expectRevert(abi.encodeWithSelector(BlackScholes.InputOutOfBounds.selector, input, value, min, max));
    }

    function test_refuses_whatIsOutOfBounds() external {
        _refuses("rate", 1e18 + 1, -1e18, 1e18);
        math.premium(true, 1e18, 1e18, 1e18, 1e18 + 1, 1 days);
        _refuses("rate", -1e18 - 1, -1e18, 1e18);
        math.premium(true, 1e18, 1e18, 1e18, -1e18 - 1, 1 days);
        _refuses("seconds", 3650 days + 1, 0, 3650 days);
        math.premium(true, 1e18, 1e18, 1e18, 0, 3650 days + 1);
        _refuses("volatility", 20e18 + 1, 0, 20e18);
        math.premium(true, 1e18, 1e18, 20e18 + 1, 0, 1 days);
        _refuses("strike", 0, 1, type(int128).max);
        math.premium(true, 1e18, 0, 1e18, 0, 1 days);
        _refuses("moneyness", 1e21 - 1e9, 1e21, 1e33);
        math.premium(true, 1e18 - 1e6, 1e24, 1e18, 0, 1 days);
        _refuses("moneyness", 1e33 + 1e9, 1e21, 1e33);
        math.premium(true, 1e24 + 1, 1e18, 1e18, 0, 1 days);
        _refuses("logarithm", 0, 1, type(int256).max);
        math.ln(0);
        _refuses("exponent", 63e27 + 1, -63e27, 63e27);
        math.exp(63e27 + 1);
    }
}
