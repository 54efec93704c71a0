// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlockListToken} from "./BlockListToken.sol";
import {FalseReturningToken} from "./FalseReturningToken.sol";
import {FeeOnTransferToken} from "./FeeOnTransferToken.sol";
import {NoReturnToken} from "./NoReturnToken.sol";
import {RebasingToken} from "./RebasingToken.sol";
import {ReentrantToken} from "./ReentrantToken.sol";
import {ZooToken} from "./ZooToken.sol";

/// @title What every animal of the zoo can do, whatever its transfers return
interface IZooToken {
    function mint(address account, uint256 amount) external;
    function balanceOf(address account) external view returns (uint256);
    function decimals() external view returns (uint8);
}

/// @title One of each kind of token that breaks careless contracts
/// @dev Handlers walk `all()`; `isHonest` tells which of them move exactly what they are asked to move.
contract TokenZoo {
    ZooToken public immutable sixDecimals = new ZooToken("SIX", 6);
    ZooToken public immutable eighteenDecimals = new ZooToken("EIGHTEEN", 18);
    NoReturnToken public immutable noReturn = new NoReturnToken();
    BlockListToken public immutable blockList = new BlockListToken();
    ReentrantToken public immutable reentrant = new ReentrantToken();
    FalseReturningToken public immutable falseReturning = new FalseReturningToken();
    FeeOnTransferToken public immutable feeOnTransfer = new FeeOnTransferToken(100);
    RebasingToken public immutable rebasing = new RebasingToken();

    uint256 public constant COUNT = 8;
    /// @notice The first six move exactly what they are asked to, when they move at all.
    uint256 public constant HONEST_COUNT = 6;

    function all() external view returns (address[COUNT] memory) {
        return [
            address(sixDecimals),
            address(eighteenDecimals),
            address(noReturn),
            address(blockList),
            address(reentrant),
            address(falseReturning),
            address(feeOnTransfer),
            address(rebasing)
        ];
    }

    /// @notice The token at `seed` modulo the number of kinds.
    function pick(uint256 seed) external view returns (IZooToken) {
        return IZooToken(this.all()[seed % COUNT]);
    }

    function isHonest(address token) external view returns (bool) {
        return token != address(feeOnTransfer) && token != address(rebasing);
    }
}
