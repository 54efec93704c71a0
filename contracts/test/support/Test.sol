// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What every test stands on: cheat codes, assertions that show their numbers, targets of invariants
/// @dev forge-std is not on npm, and this much is all that is needed. Both engines find `targetContracts()` and
/// `targetSelectors()` by name; a test that calls neither `target` function lets the engine pick every contract it deployed.
abstract contract Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    error NotTrue(string what);
    error NotEqual(string what, uint256 left, uint256 right);
    error NotEqualSigned(string what, int256 left, int256 right);
    error NotEqualAddress(string what, address left, address right);
    error NotEqualBytes(string what, bytes32 left, bytes32 right);
    error NotEqualText(string what, string left, string right);
    error NotBelow(string what, uint256 small, uint256 large);
    error NotNear(string what, uint256 left, uint256 right, uint256 distanceMax);

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_TEST = true;

    address[] private _targets;
    FuzzSelector[] private _selectors;

    // Assertions. The last argument says what was meant, in words.

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    function assertTrue(bool condition) internal pure {
        assertTrue(condition, "");
    }

    function assertFalse(bool condition, string memory what) internal pure {
        if (condition) revert NotTrue(what);
    }

    function assertFalse(bool condition) internal pure {
        assertFalse(condition, "");
    }

    function assertEq(uint256 left, uint256 right, string memory what) internal pure {
        if (left != right) revert NotEqual(what, left, right);
    }

    function assertEq(uint256 left, uint256 right) internal pure {
        assertEq(left, right, "");
    }

    function assertEq(int256 left, int256 right, string memory what) internal pure {
        if (left != right) revert NotEqualSigned(what, left, right);
    }

    function assertEq(int256 left, int256 right) internal pure {
        assertEq(left, right, "");
    }

    function assertEq(address left, address right, string memory what) internal pure {
        if (left != right) revert NotEqualAddress(what, left, right);
    }

    function assertEq(address left, address right) internal pure {
        assertEq(left, right, "");
    }

    function assertEq(bytes32 left, bytes32 right, string memory what) internal pure {
        if (left != right) revert NotEqualBytes(what, left, right);
    }

    function assertEq(bytes32 left, bytes32 right) internal pure {
        assertEq(left, right, "");
    }

    function assertEq(bool left, bool right, string memory what) internal pure {
        if (left != right) revert NotEqual(what, left ? 1 : 0, right ? 1 : 0);
    }

    function assertEq(bool left, bool right) internal pure {
        assertEq(left, right, "");
    }

    function assertEq(string memory left, string memory right) internal pure {
        if (keccak256(bytes(left)) != keccak256(bytes(right))) revert NotEqualText("", left, right);
    }

    function assertNotEq(uint256 left, uint256 right, string memory what) internal pure {
        if (left == right) revert NotEqual(what, left, right);
    }

    function assertNotEq(bytes32 left, bytes32 right, string memory what) internal pure {
        if (left == right) revert NotEqualBytes(what, left, right);
    }

    function assertNotEq(address left, address right, string memory what) internal pure {
        if (left == right) revert NotEqualAddress(what, left, right);
    }

    /// @dev Passes when `left <= right`.
    function assertLe(uint256 left, uint256 right, string memory what) internal pure {
        if (left > right) revert NotBelow(what, left, right);
    }

    function assertLe(uint256 left, uint256 right) internal pure {
        assertLe(left, right, "");
    }

    function assertGe(uint256 left, uint256 right, string memory what) internal pure {
        assertLe(right, left, what);
    }

    function assertGe(uint256 left, uint256 right) internal pure {
        assertLe(right, left, "");
    }

    function assertLt(uint256 left, uint256 right, string memory what) internal pure {
        if (left >= right) revert NotBelow(what, left, right);
    }

    function assertLt(uint256 left, uint256 right) internal pure {
        assertLt(left, right, "");
    }

    function assertGt(uint256 left, uint256 right, string memory what) internal pure {
        assertLt(right, left, what);
    }

    function assertGt(uint256 left, uint256 right) internal pure {
        assertLt(right, left, "");
    }

    function assertNear(uint256 left, uint256 right, uint256 distanceMax, string memory what) internal pure {
        uint256 distance = left > right ? left - right : right - left;
        if (distance > distanceMax) revert NotNear(what, left, right, distanceMax);
    }

    function assertNear(uint256 left, uint256 right, uint256 distanceMax) internal pure {
        assertNear(left, right, distanceMax, "");
    }

    // Values.

    /// @dev Folds `value` into [low, high], both included, and keeps a value that is inside already.
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        if (low > high) revert NotBelow("bound", low, high);
        if (value >= low && value <= high) return value;
        uint256 size = high - low;
        return size == type(uint256).max ? value : low + (value % (size + 1));
    }

    /// @dev An address that nobody else here has, told apart by name.
    function makeAddr(string memory name) internal returns (address account) {
        account = vm.addr(uint256(keccak256(bytes(name))) >> 8);
        vm.label(account, name);
    }

    /// @dev An address and the key that signs for it.
    function makeAddrAndKey(string memory name) internal returns (address account, uint256 key) {
        key = uint256(keccak256(bytes(name))) >> 8;
        account = makeAddr(name);
    }

    /// @dev Lets `seconds_` pass and one block with them. Reads the clock by cheat code, because the optimiser treats
    /// TIMESTAMP as constant within a transaction.
    function skip(uint256 seconds_) internal {
        vm.warp(vm.getBlockTimestamp() + seconds_);
        vm.roll(vm.getBlockNumber() + 1);
    }

    // Targets of invariant runs.

    function targetContract(address target) internal {
        _targets.push(target);
    }

    function targetSelector(address target, bytes4[] memory selectors) internal {
        _selectors.push(FuzzSelector(target, selectors));
    }

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _selectors;
    }
}
