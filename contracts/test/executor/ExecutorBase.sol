// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Asset} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {QPAExecutor} from "../../src/executor/QPAExecutor.sol";
import {IUniswapV2Factory, IUniswapV2Pair} from "../../src/executor/VenueInterfaces.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

interface IV2 is IUniswapV2Factory {
    function createPair(address a, address b) external returns (address);
}

interface IV2Pair is IUniswapV2Pair {
    function mint(address to) external returns (uint256);
}

/// @dev STAND-IN for a version 3 pool: one price, paid by callback, and as greedy as a test wants. The real one is met in
/// QPAExecutor.venues.t.sol.
contract FixedPricePool {
    address public immutable token0;
    address public immutable token1;
    /// Units of token1 for 1e18 units of token0.
    uint256 public price;
    /// Asked for on top, by a pool that is not honest.
    uint256 public greed;

    constructor(address a, address b, uint256 price_) {
        (token0, token1) = a < b ? (a, b) : (b, a);
        price = price_;
    }

    function setGreed(uint256 greed_) external {
        greed = greed_;
    }

    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        public
        virtual
        returns (int256 amount0, int256 amount1)
    {
        // As a real pool: the limit lies within its range of prices, ends left out. Source: Uniswap v3, TickMath.
        bool fits = zeroForOne
            ? limit > 4_295_128_739
            : limit < 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342;
        require(fits, "SPL");
        uint256 amountIn = uint256(amount);
        uint256 out = zeroForOne ? (amountIn * price) / 1e18 : (amountIn * 1e18) / price;
        ZooToken(zeroForOne ? token1 : token0).transfer(recipient, out);
        int256 asked = int256(amountIn + greed);
        (amount0, amount1) = zeroForOne ? (asked, -int256(out)) : (-int256(out), asked);
        QPAExecutor(msg.sender).uniswapV3SwapCallback(amount0, amount1, data);
    }
}

contract FixedPriceFactory {
    mapping(bytes32 => address) internal pools;

    function set(address pool, uint24 fee) external {
        pools[key(FixedPricePool(pool).token0(), FixedPricePool(pool).token1(), fee)] = pool;
    }

    function getPool(address a, address b, uint24 fee) external view returns (address) {
        return a < b ? pools[key(a, b, fee)] : pools[key(b, a, fee)];
    }

    function key(address a, address b, uint24 fee) internal pure returns (bytes32) {
        return keccak256(abi.encode(a, b, fee));
    }
}

/// @dev STAND-IN for a lending pool: takes the debt, gives collateral at a bonus.
contract BonusPool {
    uint256 public bonusBps = 10_500;
    bool public takesHalf;

    function setBonus(uint256 bonusBps_, bool takesHalf_) external {
        (bonusBps, takesHalf) = (bonusBps_, takesHalf_);
    }

    function liquidationCall(address collateral, address debt, address, uint256 amount, bool) public virtual {
        if (takesHalf) amount /= 2;
        ZooToken(debt).transferFrom(msg.sender, address(this), amount);
        ZooToken(collateral).transfer(msg.sender, (amount * bonusBps) / 10_000);
    }
}

/// @title Three venues over two tokens. The pair is Uniswap's own bytecode.
abstract contract ExecutorBase is Test {
    string internal constant V2 = "/../node_modules/@uniswap/v2-core/build/UniswapV2Factory.json";
    uint64 internal constant OPERATOR = 1;
    uint64 internal constant GUARDIAN = 2;

    address internal operator = makeAddr("operator");
    address internal guardian = makeAddr("guardian");
    address internal treasury = makeAddr("treasury");
    address internal mallory = makeAddr("mallory");

    AccessManager internal access;
    QPAExecutor internal executor;
    AIServiceAMM internal amm;
    IV2 internal v2;
    IV2Pair internal pair;
    FixedPriceFactory internal v3;
    FixedPricePool internal pool;
    BonusPool internal lending;
    ZooToken internal usd;
    ZooToken internal eth;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        access = new AccessManager(address(this));
        executor = new QPAExecutor(address(access), treasury);
        usd = new ZooToken("USD", 18);
        eth = new ZooToken("ETH", 18);
        amm = new AIServiceAMM(address(access));
        v2 = IV2(deployV2());
        v3 = new FixedPriceFactory();
        lending = new BonusPool();
        bytes4[] memory trading = new bytes4[](3);
        trading[0] = QPAExecutor.executeArbitrage.selector;
        trading[1] = QPAExecutor.executeLiquidation.selector;
        trading[2] = QPAExecutor.withdraw.selector;
        access.setTargetFunctionRole(address(executor), trading, OPERATOR);
        access.grantRole(OPERATOR, operator, 0);
        bytes4[] memory stopping = new bytes4[](1);
        stopping[0] = QPAExecutor.setPaused.selector;
        access.setTargetFunctionRole(address(executor), stopping, GUARDIAN);
        access.grantRole(GUARDIAN, guardian, 0);
        executor.setVenue("v2", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 30));
        executor.setVenue("v3", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV3, address(v3), 0));
        executor.setVenue("amm", QPAExecutor.Venue(QPAExecutor.VenueKind.Singleton, address(amm), 0));
        executor.setToken(address(usd), true, 1_000e18);
        executor.setToken(address(eth), true, 1e18);
        executor.setLendingPool(address(lending), true);
        // The pair at 2,000, the fixed pool at 2,100, our pool at 2,200.
        pair = IV2Pair(v2.createPair(address(usd), address(eth)));
        usd.mint(address(pair), 2_000_000e18);
        eth.mint(address(pair), 1_000e18);
        pair.mint(address(this));
        uint256 price = address(usd) < address(eth) ? uint256(1e36) / 2_100e18 : 2_100e18;
        pool = new FixedPricePool(address(usd), address(eth), price);
        v3.set(address(pool), 500);
        usd.mint(address(pool), 1e24);
        eth.mint(address(pool), 1e21);
        fillAmm(2_200_000e18, 1_000e18);
        eth.mint(address(lending), 1e21);
        usd.mint(address(executor), 100_000e18);
    }

    function deployV2() internal returns (address made) {
        string memory json = vm.readFile(string.concat(vm.projectRoot(), V2));
        bytes memory code = abi.encodePacked(
            vm.parseBytes(string.concat("0x", vm.parseJsonString(json, ".bytecode"))), abi.encode(address(this))
        );
        assembly {
            made := create(0, add(code, 32), mload(code))
        }
        assertTrue(made != address(0), "Uniswap v2 is there");
    }

    function fillAmm(uint256 usdAmount, uint256 ethAmount) internal {
        amm.setListed(address(usd), true);
        amm.setListed(address(eth), true);
        bool usdFirst = address(usd) < address(eth);
        AIServiceAMM.PoolKey memory key = AIServiceAMM.PoolKey({
            asset0: Asset(usdFirst ? address(usd) : address(eth), 0),
            asset1: Asset(usdFirst ? address(eth) : address(usd), 0),
            feeBps: 30,
            surchargeBpsMax: 0
        });
        amm.createPool(key);
        usd.mint(address(this), usdAmount);
        eth.mint(address(this), ethAmount);
        usd.approve(address(amm), usdAmount);
        eth.approve(address(amm), ethAmount);
        amm.addLiquidity(
            AIServiceAMM.Deposit({
                key: key,
                amount0Max: usdFirst ? usdAmount : ethAmount,
                amount1Max: usdFirst ? ethAmount : usdAmount,
                amount0Min: 0,
                amount1Min: 0,
                recipient: address(this),
                deadline: vm.getBlockTimestamp()
            })
        );
    }

    function leg(bytes32 venue, address tokenOut) internal pure returns (QPAExecutor.Leg memory) {
        uint24 fee = venue == "v3" ? 500 : 30;
        return QPAExecutor.Leg({venue: venue, tokenOut: tokenOut, fee: fee, surchargeBpsMax: 0});
    }

    /// @dev Buys ether at the first venue and sells it at the second.
    function circle(bytes32 buyAt, bytes32 sellAt, uint256 amountIn, uint256 profitMin)
        internal
        view
        returns (QPAExecutor.Arbitrage memory order)
    {
        order.token = address(usd);
        order.amountIn = amountIn;
        order.profitMin = profitMin;
        order.deadline = vm.getBlockTimestamp();
        order.legs = new QPAExecutor.Leg[](2);
        order.legs[0] = leg(buyAt, address(eth));
        order.legs[1] = leg(sellAt, address(usd));
    }

    function liquidation(uint256 debtToCover, uint256 profitMin)
        internal
        view
        returns (QPAExecutor.Liquidation memory order)
    {
        order.pool = address(lending);
        order.collateral = address(eth);
        order.debt = address(usd);
        order.user = mallory;
        order.debtToCover = debtToCover;
        order.profitMin = profitMin;
        order.deadline = vm.getBlockTimestamp();
        order.legs = new QPAExecutor.Leg[](1);
        order.legs[0] = leg("v2", address(usd));
    }

    function trade(QPAExecutor.Arbitrage memory order) internal returns (uint256) {
        vm.prank(operator);
        return executor.executeArbitrage(order);
    }
}
